import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Database, RootDatabase } from 'lmdb';
import { hubError } from '../error-codes.js';
import type { Journal, RecordKind } from '../state/journal.js';

const FILE = 'hub.mdb';
const MAX_KINDS = 32;

/** A journal with a file that must be closed. */
export interface OpenJournal extends Journal {
  close(): Promise<void>;
}

/**
 * Keeps records in one LMDB file that only this user can read. Each write is its own transaction and
 * has reached the operating system when it returns: killing the process loses none. It is not
 * flushed to the disk each time, which would cost a third of a millisecond and more.
 * @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE
 */
export async function folderJournal(folder: string): Promise<OpenJournal> {
  const file = join(resolve(folder), FILE);
  const root = await opened(file);
  const kinds = new Map<RecordKind, Database<unknown, string>>();
  const of = (kind: RecordKind): Database<unknown, string> => {
    const known = kinds.get(kind) ?? root.openDB<unknown, string>(kind, { encoding: 'json' });
    kinds.set(kind, known);
    return known;
  };
  const attempt = <T>(verb: string, work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw unavailable(verb, file, cause);
    }
  };
  return {
    put: (kind, key, record) => attempt('written', () => of(kind).putSync(key, record)),
    remove: (kind, key) => {
      attempt('written', () => of(kind).removeSync(key));
    },
    entries: (kind) =>
      attempt('read', () =>
        [...of(kind).getRange()].map(({ key, value }) => [key, value] as const),
      ),
    close: () => root.close(),
  };
}

async function opened(file: string): Promise<RootDatabase<unknown, string>> {
  try {
    await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
    // A binary of its own: loaded only for hubs that keep their state.
    const { open } = await import('lmdb');
    const root = open<unknown, string>({ path: file, maxDbs: MAX_KINDS, noSync: true });
    await Promise.all([file, `${file}-lock`].map((each) => chmod(each, 0o600)));
    return root;
  } catch (cause) {
    throw unavailable('opened', file, cause);
  }
}

function unavailable(verb: string, file: string, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return hubError('PNP_HUB_STATE_UNAVAILABLE', `${file} cannot be ${verb}: ${why}`, {
    hint: 'check the permissions and the free space, or choose another dataDir',
    where: { file },
    cause,
  });
}
