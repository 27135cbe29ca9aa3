import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { PnpError, type StateStore } from '@iotpnp/core';

type Entries = Record<string, NonNullable<Awaited<ReturnType<StateStore['get']>>>>;

/**
 * A state store in one JSON file that only its user can read (0600), replaced as a whole. A file that
 * cannot be understood counts as empty: what is kept can be found out again.
 * @throws {PnpError} PNP_STATE_FILE when the file cannot be read or written.
 */
export function fileStateStore(file: string): StateStore {
  /** One after the other: two changes at once must not lose one. */
  let last: Promise<void> = Promise.resolve();
  const change = (by: (entries: Entries) => void): Promise<void> => {
    const done = last.then(async () => {
      const entries = await read(file);
      by(entries);
      await write(file, entries);
    });
    last = done.catch(() => {
      // its caller has this failure; the next change must not
    });
    return done;
  };
  return {
    get: async (key) => {
      await last;
      const entries = await read(file);
      return Object.hasOwn(entries, key) ? entries[key] : undefined;
    },
    set: (key, value) =>
      change((entries) => {
        entries[key] = value as Entries[string];
      }),
    delete: (key) =>
      change((entries) => {
        delete entries[key];
      }),
  };
}

async function read(file: string): Promise<Entries> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw unavailable('read', file, error);
  }
  try {
    const entries = JSON.parse(text) as unknown;
    return typeof entries === 'object' && entries !== null ? (entries as Entries) : {};
  } catch {
    return {};
  }
}

async function write(file: string, entries: Entries): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(entries, undefined, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw unavailable('written', file, error);
  }
}

function unavailable(verb: string, file: string, cause: unknown): PnpError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PnpError('PNP_STATE_FILE', `the state file cannot be ${verb}: ${why}`, {
    hint: 'check the permissions and the free space, or choose another file',
    where: { file },
    cause,
  });
}
