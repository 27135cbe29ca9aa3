import { join } from 'node:path';
import { PnpError } from '@iotpnp/model';
import type { Change, Journal, RecordKind } from '../state/journal.js';
import { append, compact, isMostlyOld, type Contents } from './compaction.js';
import { JournalFile } from './journal-file.js';
import { JournalIndex } from './journal-index.js';
import { encodeLines } from './journal-lines.js';
import { unavailable } from './unavailable.js';

export const JOURNAL_FILE = 'hub.journal';
/** So much of the last changes a power failure may cost. */
const FLUSH_AFTER_MS = 1000;

/** A journal with a file that must be closed. */
export interface OpenJournal extends Journal {
  /** Resolves when all is on the disk. @throws PNP_HUB_STATE_UNAVAILABLE */
  close(): Promise<void>;
}

/**
 * Keeps records in a file of this folder that only this user can read. What was written has reached
 * the operating system when the call returns: killing the process loses none of it. It is on the
 * disk a second later, which matters when the power fails.
 * @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE
 */
export function folderJournal(folder: string): OpenJournal {
  const path = join(folder, JOURNAL_FILE);
  return attempt('opened', path, () => {
    const file = JournalFile.openOrCreate(path);
    try {
      const index = new JournalIndex();
      file.cut(index.read(file, file.begin));
      return new FolderJournal({ file, index });
    } catch (error) {
      file.close();
      throw error;
    }
  });
}

class FolderJournal implements OpenJournal {
  #contents: Contents;
  #flushTimer: NodeJS.Timeout | undefined;
  /** What goes on beside the writing, one after the other. */
  #background: Promise<void> = Promise.resolve();
  #compacting = false;
  #closed = false;

  constructor(contents: Contents) {
    this.#contents = contents;
    this.#compactIfMostlyOld();
  }

  put(kind: RecordKind, key: string, record: unknown): void {
    this.write([{ kind, key, record }]);
  }

  remove(kind: RecordKind, key: string): void {
    this.write([{ kind, key }]);
  }

  write(changes: readonly Change[]): void {
    const { file, index } = this.#contents;
    const needed = changes.filter(
      ({ kind, key, record }) => record !== undefined || index.has(kind, key),
    );
    if (needed.length === 0) return;
    attempt('written', file.path, () => append(this.#contents, encodeLines(needed)));
    this.#flushTimer ??= setTimeout(() => this.#flush(), FLUSH_AFTER_MS).unref();
    this.#compactIfMostlyOld();
  }

  entries(kind: RecordKind): readonly (readonly [string, unknown])[] {
    const { file, index } = this.#contents;
    return attempt('read', file.path, () =>
      index.of(kind).map(([key, place]) => {
        const record: unknown = JSON.parse(file.bytes(place).toString('utf8'));
        return [key, record] as const;
      }),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#flushTimer);
    await this.#background;
    const { file } = this.#contents;
    try {
      await file.flush();
    } catch (cause) {
      throw unavailable('written', file.path, cause);
    } finally {
      file.close();
    }
  }

  #flush(): void {
    this.#flushTimer = undefined;
    // A file that cannot be flushed takes nothing more: whoever writes next is told.
    this.#beside(() => this.#contents.file.flush());
  }

  #compactIfMostlyOld(): void {
    if (this.#compacting || this.#closed || !isMostlyOld(this.#contents)) return;
    this.#compacting = true;
    // One that fails leaves the file as it was, and is not tried again before the next start.
    this.#beside(async () => {
      const replace = await compact(this.#contents);
      this.#contents = replace();
      this.#compacting = false;
    });
  }

  #beside(work: () => Promise<void>): void {
    this.#background = this.#background.then(work).catch(() => {});
  }
}

function attempt<T>(verb: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof PnpError ? cause : unavailable(verb, path, cause);
  }
}
