import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, realpath, rmdir, stat, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { hubError } from '../error-codes.js';
import { LockSocket, occupantOf, type Occupant } from './lock-socket.js';
import { isError, makeFolder } from './make-folder.js';

const PREFIX = 'lock-';
/** What the systems take as the path of a socket is 104 bytes with its end, or a little more. */
const LONGEST_PATH = 100;
const ASK_AGAIN_AFTER_MS = 5;
/** What file systems without sockets say: those of some virtual machines and memory sticks. */
const NO_SOCKETS = ['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL', 'ENOSYS', 'ENAMETOOLONG'];

/** Where those who want a folder listen. */
interface Place {
  readonly path: string;
  /** The same by a path that the system takes for sockets. */
  readonly short: string;
}

/** A folder that no other hub uses. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes a folder for this hub alone, until it is released or the process has ended, however it ended.
 * @throws PNP_HUB_STATE_LOCKED, or the system's error
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  if (process.platform === 'win32') return lockPipe(folder);
  try {
    return await lockInside(folder);
  } catch (error) {
    if (!isError(error, ...NO_SOCKETS)) throw error;
    return lockElsewhere(folder);
  }
}

/** A pipe of Windows has one owner and ends with it. */
async function lockPipe(folder: string): Promise<FolderLock> {
  const path = `\\\\.\\pipe\\iotpnp-hub-${await hashOf(folder)}`;
  try {
    const socket = await LockSocket.listen(path);
    socket.holds = true;
    return { release: () => socket.close() };
  } catch (error) {
    if (!isError(error, 'EADDRINUSE')) throw error;
    throw locked(folder, (await occupantOf(path)) ?? { holds: true });
  }
}

/** By whatever path a folder is reached, the sockets are in it. */
async function lockInside(folder: string): Promise<FolderLock> {
  if (Buffer.byteLength(join(folder, newName())) <= LONGEST_PATH) {
    return elect(folder, { path: folder, short: folder });
  }
  const place = await mkdtemp(join(tmpdir(), 'iotpnp-'));
  const short = join(place, 'd');
  try {
    await symlink(await realpath(folder), short);
    return await elect(folder, { path: folder, short });
  } finally {
    await unlinked(short);
    await rmdir(place);
  }
}

/** Where no path to the folder takes a socket. */
async function lockElsewhere(folder: string): Promise<FolderLock> {
  const path = join(tmpdir(), `iotpnp-hub-${await hashOf(folder)}`);
  for (;;) {
    await makeFolder(path);
    try {
      const lock = await elect(folder, { path, short: path });
      const release = async (): Promise<void> => {
        await lock.release();
        await removeEmpty(path);
      };
      return { release };
    } catch (error) {
      // The one that had it has just removed the place.
      if (!isError(error, 'ENOENT')) throw error;
    }
  }
}

/**
 * Everybody who wants the folder listens on a socket of a name of its own in `place`, and then looks
 * who else does. A name is used once, so that one that nobody listens on may be removed by all. Who
 * meets somebody that has the folder gives up; of several that want it, the first by name goes on.
 * Of any two, the one that looks last sees the other: never do both find themselves alone.
 */
async function elect(folder: string, place: Place): Promise<FolderLock> {
  const name = newName();
  const path = join(place.path, name);
  const socket = await LockSocket.listen(join(place.short, name));
  const release = async (): Promise<void> => {
    await socket.close();
    await unlinked(path);
  };
  try {
    await chmod(path, 0o600);
    for (;;) {
      const others = await othersIn(place, name);
      const winner = others.find((other) => other.holds || other.name < name);
      if (winner !== undefined) throw locked(folder, winner);
      if (others.length === 0) break;
      await setTimeout(ASK_AGAIN_AFTER_MS);
    }
    // Somebody who looked before it listened has taken it for one that is left over.
    await stat(path);
    socket.holds = true;
    return { release };
  } catch (error) {
    await release();
    if (isError(error, 'ENOENT')) return elect(folder, place);
    throw error;
  }
}

async function othersIn(
  place: Place,
  own: string,
): Promise<readonly (Occupant & { readonly name: string })[]> {
  const names = (await readdir(place.path)).filter(
    (name) => name.startsWith(PREFIX) && name !== own,
  );
  const found = await Promise.all(
    names.map(async (name) => {
      const occupant = await occupantOf(join(place.short, name));
      if (occupant === undefined) await unlinked(join(place.path, name));
      return occupant === undefined ? [] : [{ name, ...occupant }];
    }),
  );
  return found.flat();
}

/** Not by `rm`: once that has removed a socket, Node 20 follows no symbolic link to a package any more. */
async function unlinked(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isError(error, 'ENOENT')) throw error;
  }
}

/** Somebody else may want the folder already, or have removed the place. */
async function removeEmpty(place: string): Promise<void> {
  try {
    await rmdir(place);
  } catch (error) {
    if (!isError(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error;
  }
}

function newName(): string {
  return `${PREFIX}${randomBytes(4).toString('hex')}`;
}

async function hashOf(folder: string): Promise<string> {
  const path = await realpath(folder);
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

function locked(folder: string, { pid, host }: Occupant): Error {
  const who = pid === undefined ? 'that does not answer' : `of process ${pid} on ${host}`;
  return hubError('PNP_HUB_STATE_LOCKED', `${folder} is in use by the hub ${who}`, {
    hint: 'end that hub, or give this one another dataDir',
    where: { file: folder },
  });
}
