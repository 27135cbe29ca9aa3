import { resolve } from 'node:path';
import { PnpError } from '@iotpnp/model';
import { noJournal, type Journal } from '../state/journal.js';
import { folderJournal } from './folder-journal.js';
import { lockFolder, type FolderLock } from './folder-lock.js';
import { folderStore } from './folder-store.js';
import { takeOverDevices } from './former-devices.js';
import { memoryStore, type HubStore } from './hub-store.js';
import { makeFolder } from './make-folder.js';
import { unavailable } from './unavailable.js';

/** What a hub keeps. */
export interface Data {
  /** Certificates. */
  readonly store: HubStore;
  /** All the rest. */
  readonly journal: Journal;
  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  readonly close: () => Promise<void>;
}

/**
 * Opens the data folder for this hub alone; without one, all ends with the hub.
 * @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_LOCKED, PNP_HUB_STATE_UNAVAILABLE
 */
export async function openData(dataDir: string | undefined): Promise<Data> {
  if (dataDir === undefined) {
    return { store: memoryStore(), journal: noJournal, close: async () => {} };
  }
  const folder = resolve(dataDir);
  const lock = await locked(folder);
  try {
    const store = folderStore(folder);
    const journal = await folderJournal(folder);
    let closing: Promise<void> | undefined;
    const end = async (): Promise<void> => {
      try {
        await journal.close();
      } finally {
        await lock.release();
      }
    };
    const close = (): Promise<void> => (closing ??= end());
    try {
      await takeOverDevices(store, journal);
    } catch (error) {
      await journal.close();
      throw error;
    }
    return { store, journal, close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function locked(folder: string): Promise<FolderLock> {
  try {
    await makeFolder(folder);
    return await lockFolder(folder);
  } catch (cause) {
    throw cause instanceof PnpError ? cause : unavailable('opened', folder, cause);
  }
}
