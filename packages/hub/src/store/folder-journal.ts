import { closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PnpError } from '@iotpnp/model';
import type { Database, RootDatabase } from 'lmdb';
import { hubError } from '../error-codes.js';
import type { Change, Journal, RecordKind } from '../state/journal.js';
import { hasRoomFor } from './free-space.js';
import { Damage } from './lmdb-format.js';
import { decodeRecord, encodeRecord } from './journal-record.js';
import { LateFlush } from './late-flush.js';
import { damageOf } from './lmdb-check.js';
import { unavailable } from './unavailable.js';

export const JOURNAL_FILE = 'hub.mdb';
const MAX_KINDS = 32;
/** LMDB's own bound is 1978, and above it a transaction fails whole. */
const MAX_KEY_BYTES = 1024;
/** Of what is kept: a later hub may keep it otherwise. */
const FORMAT = '1';
const FORMAT_KEY = 'format';
/** The errors of LMDB itself, MDB_KEYEXIST to the last it has; others are the system's. */
const OF_LMDB = { from: -30_799, to: -30_700 } as const;

type Texts = Database<string, string>;
type Root = RootDatabase<string, string>;

/** A change as LMDB takes it. */
interface Write {
  readonly texts: Texts;
  readonly key: string;
  /** Absent when the record is removed. */
  readonly text: string | undefined;
}

/** A journal with a file that must be closed. */
export interface OpenJournal extends Journal {
  /** Resolves when all is on the disk. @throws PNP_HUB_STATE_UNAVAILABLE */
  close(): Promise<void>;
}

/**
 * Keeps records in one LMDB file of this folder that only this user can read, a sub-database for each
 * kind. What was written has reached the operating system when the call returns: killing the process
 * loses none of it. It is on the disk about a second later.
 * @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE
 */
export async function folderJournal(folder: string): Promise<OpenJournal> {
  const path = join(folder, JOURNAL_FILE);
  // A binary of its own: loaded only for hubs that keep their state.
  const { open } = await import('lmdb');
  let root: Root | undefined;
  try {
    for (const each of [path, `${path}-lock`]) closeSync(openSync(each, 'a', 0o600));
    const damage = damageOf(path);
    if (damage !== undefined) throw new Damage(damage);
    checkRoom(path, 0);
    root = open<string, string>({
      path,
      maxDbs: MAX_KINDS,
      noSubdir: true,
      noSync: true,
      encoding: 'string',
    });
    checkFormat(root, path);
    return new FolderJournal(root, path, await LateFlush.of(path));
  } catch (error) {
    await root?.close();
    throw told('opened', path, error);
  }
}

class FolderJournal implements OpenJournal {
  readonly #root: Root;
  readonly #path: string;
  readonly #disk: LateFlush;
  readonly #kinds = new Map<RecordKind, Texts>();
  /** Why nothing more is written. */
  #broken: unknown;

  constructor(root: Root, path: string, disk: LateFlush) {
    this.#root = root;
    this.#path = path;
    this.#disk = disk;
  }

  put(kind: RecordKind, key: string, record: unknown): void {
    this.write([{ kind, key, record }]);
  }

  remove(kind: RecordKind, key: string): void {
    this.write([{ kind, key }]);
  }

  write(changes: readonly Change[]): void {
    const broken = this.#broken ?? this.#disk.failure;
    if (broken !== undefined) throw unavailable('written', this.#path, broken);
    const writes = this.#prepared(changes);
    try {
      this.#root.transactionSync(() => {
        for (const { texts, key, text } of writes) {
          if (text === undefined) texts.removeSync(key);
          else texts.putSync(key, text);
        }
      });
    } catch (error) {
      // What LMDB has in memory after a write that failed is not to be relied on.
      this.#broken = error;
      throw told('written', this.#path, error);
    }
    this.#disk.changed();
  }

  /** Whatever is wrong with it, with the folder or the disk, nothing has begun. */
  #prepared(changes: readonly Change[]): readonly Write[] {
    try {
      const writes = changes.map(({ kind, key, record }) => {
        this.#checkKey(kind, key);
        const text = record === undefined ? undefined : encodeRecord(kind, key, record);
        return { texts: this.#of(kind), key, text };
      });
      checkRoom(
        this.#path,
        writes.reduce((sum, { text }) => sum + (text?.length ?? 0), 0),
      );
      return writes;
    } catch (error) {
      throw told('written', this.#path, error);
    }
  }

  entries(kind: RecordKind): readonly (readonly [string, unknown])[] {
    try {
      return [...this.#of(kind).getRange()].map(
        ({ key, value }) => [key, decodeRecord(kind, key, value)] as const,
      );
    } catch (error) {
      throw told('read', this.#path, error);
    }
  }

  async close(): Promise<void> {
    this.#broken = new Error('it is closed');
    await this.#disk.close();
    await this.#root.close();
    const { failure } = this.#disk;
    if (failure !== undefined) throw unavailable('written', this.#path, failure);
  }

  /** Nothing is begun that cannot end: a key no name fits into would break the journal for all. */
  #checkKey(kind: RecordKind, key: string): void {
    const bytes = Buffer.byteLength(key);
    if (bytes <= MAX_KEY_BYTES) return;
    throw unavailable('written', this.#path, new Error(`a ${kind} has a key of ${bytes} bytes`));
  }

  #of(kind: RecordKind): Texts {
    const known = this.#kinds.get(kind) ?? this.#root.openDB<string, string>(kind, {});
    this.#kinds.set(kind, known);
    return known;
  }
}

/** Writes the format into a new file. @throws PNP_HUB_STATE_CORRUPT for any other format */
function checkFormat(root: Root, path: string): void {
  const isNew = [...root.getKeys({ limit: 1 })].length === 0;
  if (isNew) root.putSync(FORMAT_KEY, FORMAT);
  const format = root.get(FORMAT_KEY);
  if (format === FORMAT) return;
  throw corrupt(
    path,
    `it is of format ${format}, and this hub reads ${FORMAT}`,
    'use the version of the hub that wrote it, or another dataDir',
  );
}

/** @throws PNP_HUB_STATE_UNAVAILABLE */
function checkRoom(path: string, bytes: number): void {
  if (hasRoomFor(dirname(path), bytes)) return;
  throw unavailable('written', path, new Error('the disk is full'));
}

function told(verb: string, path: string, error: unknown): PnpError {
  if (error instanceof PnpError) return error;
  return isDamage(error) ? corrupt(path, error.message) : unavailable(verb, path, error);
}

function isDamage(error: unknown): error is Error {
  if (error instanceof Damage) return true;
  if (!(error instanceof Error) || !('code' in error)) return false;
  const code = Number(error.code);
  return code >= OF_LMDB.from && code <= OF_LMDB.to;
}

function corrupt(path: string, what: string, hint?: string): PnpError {
  return hubError('PNP_HUB_STATE_CORRUPT', `${path} cannot be understood: ${what}`, {
    hint: hint ?? 'restore the file, or delete it: devices then need new connection strings',
    where: { file: path },
  });
}
