import { fileStateStore } from '@iotpnp/config';
import type { StateStore } from '@iotpnp/core';
import { defaultStateFile } from './data-folder.js';

/** Where the plugins of an app remember things: a file, made when something is kept. */
export function appState(file: string | undefined, deviceFile: string): StateStore {
  let opened: StateStore | undefined;
  const store = (): StateStore => (opened ??= fileStateStore(file ?? defaultStateFile(deviceFile)));
  return {
    get: async (key) => store().get(key),
    set: async (key, value) => store().set(key, value),
    delete: async (key) => store().delete(key),
  };
}
