import { chmodSync, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { PnpError } from '@iotpnp/model';
import type { Database, RootDatabase } from 'lmdb';
import { hubError } from '../error-codes.js';
import type { Change, Journal, RecordKind } from '../state/journal.js';
import { lmdbFault } from './lmdb-header.js';
import { unavailable } from './unavailable.js';

export const JOURNAL_FILE = 'hub.mdb';
const MAX_KINDS = 32;
/** Of what is kept: a later hub may keep it otherwise. */
const FORMAT = 1;
const FORMAT_KEY = 'format';

type Root = RootDatabase<unknown, string>;

/** A journal with a file that must be closed. */
export interface OpenJournal extends Journal {
  /** Resolves when all is on the disk. @throws PNP_HUB_STATE_UNAVAILABLE */
  close(): Promise<void>;
}

/**
 * Keeps records in an LMDB file of this folder that only this user can read. What was written has
 * reached the operating system when the call returns: killing the process loses none of it. It is
 * flushed to the disk when the hub is closed: a power failure before that may cost the file.
 * @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE
 */
export async function folderJournal(folder: string): Promise<OpenJournal> {
  const file = join(folder, JOURNAL_FILE);
  const root = await opened(file);
  try {
    return new LmdbJournal(root, file);
  } catch (error) {
    await root.close();
    throw error;
  }
}

async function opened(file: string): Promise<Root> {
  const fault = attempt('opened', file, () => lmdbFault(file));
  if (fault !== undefined) throw corrupt(file, fault);
  // A binary of its own: loaded only by hubs that keep their state.
  const lmdb = await import('lmdb');
  return attempt('opened', file, () => {
    const root = lmdb.open<unknown, string>({
      path: file,
      maxDbs: MAX_KINDS,
      encoding: 'json',
      noSync: true,
      noSubdir: true,
    });
    for (const each of [file, `${file}-lock`]) if (existsSync(each)) chmodSync(each, 0o600);
    return root;
  });
}

class LmdbJournal implements OpenJournal {
  readonly #root: Root;
  readonly #file: string;
  readonly #kinds = new Map<RecordKind, Database<unknown, string>>();
  #closed = false;

  constructor(root: Root, file: string) {
    this.#root = root;
    this.#file = file;
    const format = this.#attempt('read', () => root.get(FORMAT_KEY));
    if (format === undefined) this.#attempt('written', () => root.putSync(FORMAT_KEY, FORMAT));
    else if (format !== FORMAT) throw otherFormat(file, format);
  }

  put(kind: RecordKind, key: string, record: unknown): void {
    this.#attempt('written', () => this.#of(kind).putSync(key, record));
  }

  remove(kind: RecordKind, key: string): void {
    this.#attempt('written', () => this.#of(kind).removeSync(key));
  }

  write(changes: readonly Change[]): void {
    // A database cannot be opened inside a transaction.
    for (const { kind } of changes) this.#of(kind);
    this.#attempt('written', () =>
      this.#root.transactionSync(() => {
        for (const { kind, key, record } of changes) {
          if (record === undefined) this.#of(kind).removeSync(key);
          else this.#of(kind).putSync(key, record);
        }
      }),
    );
  }

  entries(kind: RecordKind): readonly (readonly [string, unknown])[] {
    return this.#attempt('read', () =>
      [...this.#of(kind).getRange()].map(({ key, value }) => [key, value] as const),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#root.close();
      await toDisk(this.#file);
    } catch (cause) {
      throw unavailable('written', this.#file, cause);
    }
  }

  #of(kind: RecordKind): Database<unknown, string> {
    const known =
      this.#kinds.get(kind) ??
      this.#attempt('read', () => this.#root.openDB<unknown, string>(kind, { encoding: 'json' }));
    this.#kinds.set(kind, known);
    return known;
  }

  /** A closed LMDB would end the process where another library throws. */
  #attempt<T>(verb: string, work: () => T): T {
    if (this.#closed) throw unavailable(verb, this.#file, new Error('the hub is closed'));
    return attempt(verb, this.#file, work);
  }
}

async function toDisk(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function attempt<T>(verb: string, file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof PnpError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw DAMAGE.test(why) ? corrupt(file, why) : unavailable(verb, file, cause);
  }
}

/** What LMDB says of a file whose inside is not as it was written; JSON's parser says the other. */
const DAMAGE = /MDB_(?:CORRUPTED|PAGE_NOTFOUND|INVALID|PANIC|VERSION_MISMATCH|BAD_TXN)|JSON/u;

function corrupt(file: string, what: string): PnpError {
  return hubError('PNP_HUB_STATE_CORRUPT', `${file} cannot be understood: ${what}`, {
    hint: `restore the file, or delete it and ${file}-lock: devices then need new connection strings`,
    where: { file },
  });
}

function otherFormat(file: string, format: unknown): PnpError {
  const what = `it is of format ${JSON.stringify(format)}, and this hub reads ${FORMAT}`;
  return hubError('PNP_HUB_STATE_CORRUPT', `${file} cannot be understood: ${what}`, {
    hint: 'use the version of the hub that wrote it, or another dataDir',
    where: { file },
  });
}
