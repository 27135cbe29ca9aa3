import type { Change, Journal, RecordKind } from './journal.js';

type Step = () => void;

interface Batch {
  readonly changes: Change[];
  /** Takes back, last first, what was changed in memory. */
  readonly undo: Step[];
  /** Once it is kept. */
  readonly afterwards: Step[];
}

/**
 * A journal in front of another, whose changes can go in one: those inside {@link together} are kept
 * all or, when anything throws, none, in memory too.
 */
export class Batches implements Journal {
  readonly #journal: Journal;
  #open: Batch | undefined;

  private constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** All who share a journal share its batches. */
  static over(journal: Journal): Batches {
    return journal instanceof Batches ? journal : new Batches(journal);
  }

  put(kind: RecordKind, key: string, record: unknown, undo?: Step): void {
    if (this.#open === undefined) this.#journal.put(kind, key, record);
    else this.#add(this.#open, { kind, key, record }, undo);
  }

  remove(kind: RecordKind, key: string, undo?: Step): void {
    if (this.#open === undefined) this.#journal.remove(kind, key);
    else this.#add(this.#open, { kind, key }, undo);
  }

  write(changes: readonly Change[]): void {
    if (this.#open === undefined) this.#journal.write(changes);
    else for (const change of changes) this.#add(this.#open, change);
  }

  entries(kind: RecordKind): Iterable<readonly [string, unknown]> {
    return this.#journal.entries(kind);
  }

  /**
   * Keeps what `work` changes in one write. Inside another one it belongs to that; when it throws
   * there, only its own part is taken back.
   * @throws what `work` throws, PNP_HUB_STATE_UNAVAILABLE; nothing has changed then
   */
  together<T>(work: () => T): T {
    const outer = this.#open;
    const batch: Batch = { changes: [], undo: [], afterwards: [] };
    this.#open = batch;
    let result: T;
    try {
      result = work();
      if (outer === undefined && batch.changes.length > 0) this.#journal.write(batch.changes);
    } catch (error) {
      for (const step of batch.undo.toReversed()) step();
      throw error;
    } finally {
      this.#open = outer;
    }
    if (outer === undefined) for (const step of batch.afterwards) step();
    else join(outer, batch);
    return result;
  }

  /** Does what others see, once the batch that is open has been kept; at once when none is. */
  afterwards(step: Step): void {
    if (this.#open === undefined) step();
    else this.#open.afterwards.push(step);
  }

  #add(batch: Batch, change: Change, undo?: Step): void {
    batch.changes.push(change);
    if (undo !== undefined) batch.undo.push(undo);
  }
}

function join(outer: Batch, { changes, undo, afterwards }: Batch): void {
  for (const change of changes) outer.changes.push(change);
  for (const step of undo) outer.undo.push(step);
  for (const step of afterwards) outer.afterwards.push(step);
}
