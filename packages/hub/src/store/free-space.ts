import { statfsSync } from 'node:fs';

/** Below that a folder is full: a commit writes more than the record, and others write too. */
const RESERVE_BYTES = 1024 * 1024;
const TIMES = 4;

/**
 * Whether a folder has room for a record of so many bytes. Asked before each write: LMDB takes a disk
 * that is full badly (it may end the process), so it never meets one.
 */
export function hasRoomFor(folder: string, bytes: number): boolean {
  const { bavail, blocks, bsize } = statfsSync(folder);
  // Some file systems do not say.
  return blocks === 0 || bavail * bsize >= RESERVE_BYTES + TIMES * bytes;
}
