import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { HubStore } from './hub-store.js';
import { isError, makeFolder } from './make-folder.js';
import { unavailable } from './unavailable.js';

/**
 * Keeps texts as files only this user can read (0600, in a folder made 0700), each replaced as a whole.
 * @throws PNP_HUB_STATE_UNAVAILABLE
 */
export function folderStore(folder: string): HubStore {
  const root = resolve(folder);
  const fileOf = (name: string): string => join(root, name);
  return {
    fileOf,
    async read(name) {
      try {
        return await readFile(fileOf(name), 'utf8');
      } catch (error) {
        if (isError(error, 'ENOENT')) return undefined;
        throw unavailable('read', fileOf(name), error);
      }
    },
    async write(name, text) {
      try {
        await makeFolder(root);
        await replaceFile(fileOf(name), text);
      } catch (error) {
        throw unavailable('written', fileOf(name), error);
      }
    },
  };
}

async function replaceFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
