import type { RecordKind } from '../state/journal.js';
import type { JournalFile, Place } from './journal-file.js';
import { decodeLine, type Encoded, type Line } from './journal-lines.js';

/** A record that is there, and where its JSON stands. */
export interface Kept {
  readonly kind: RecordKind;
  readonly key: string;
  readonly place: Place;
}

/** Where each record that is not removed stands in the journal's file. */
export class JournalIndex {
  readonly #kinds = new Map<RecordKind, Map<string, Place>>();
  #bytes = 0;

  /** What the records that are there take, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  has(kind: RecordKind, key: string): boolean {
    return this.#kinds.get(kind)?.has(key) === true;
  }

  of(kind: RecordKind): readonly (readonly [key: string, place: Place])[] {
    return [...(this.#kinds.get(kind) ?? [])];
  }

  all(): readonly Kept[] {
    return [...this.#kinds].flatMap(([kind, places]) =>
      [...places].map(([key, place]) => ({ kind, key, place })),
    );
  }

  /** Takes in what was just appended. */
  appended(at: number, lines: readonly Encoded[]): void {
    let begin = at;
    for (const { change, line, recordAt } of lines) {
      this.#take({ ...change, recordAt }, { at: begin, length: line.length });
      begin += line.length;
    }
  }

  /**
   * Takes in what stands in the file from there on, up to where a killed process had begun to write;
   * returns that place. Changes that belong together are taken when all are there.
   * @throws PNP_HUB_STATE_CORRUPT
   */
  read(file: JournalFile, from: number): number {
    let whole = from;
    let waiting: { readonly line: Line; readonly place: Place }[] = [];
    for (const { at, length, bytes, whole: hasEnd } of file.lines(whole)) {
      if (!hasEnd) break;
      const line = decodeLine(bytes);
      if (line === undefined) {
        throw file.corrupt(`the line at byte ${at} is not as it was written`);
      }
      waiting.push({ line, place: { at, length } });
      if (line.more) continue;
      for (const { line: each, place } of waiting) this.#take(each, place);
      waiting = [];
      whole = at + length;
    }
    return whole;
  }

  #take({ kind, key, recordAt }: Pick<Line, 'kind' | 'key' | 'recordAt'>, line: Place): void {
    const places = this.#kinds.get(kind) ?? new Map<string, Place>();
    this.#bytes -= places.get(key)?.length ?? 0;
    places.delete(key);
    if (recordAt === undefined) return;
    // without the end of the line
    const place = { at: line.at + recordAt, length: line.length - recordAt - 1 };
    this.#kinds.set(kind, places.set(key, place));
    this.#bytes += place.length;
  }
}
