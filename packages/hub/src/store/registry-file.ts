import { isJsonObject } from '@iotpnp/model';
import type { DeviceIdentity } from '../device-identity.js';
import { hubError } from '../error-codes.js';
import type { HubStore } from './hub-store.js';

const FILE = 'devices.json';
/** Version 1 knew no modules; it is read, not written. */
const VERSION = 2;
const READABLE: ReadonlySet<unknown> = new Set([1, VERSION]);

/** Keeps the registry, so that a device's connection string stays the same between runs. */
export class RegistryFile {
  readonly #store: HubStore;
  #last: Promise<void> = Promise.resolve();

  constructor(store: HubStore) {
    this.#store = store;
  }

  /** @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  async load(): Promise<readonly DeviceIdentity[]> {
    const text = await this.#store.read(FILE);
    if (text === undefined) return [];
    const devices = parse(text);
    if (devices !== undefined) return devices;
    throw hubError('PNP_HUB_STATE_CORRUPT', `${FILE} is no list of devices of version ${VERSION}`, {
      hint: 'restore the file, or delete it: devices then need new connection strings',
      where: { file: this.#store.fileOf(FILE) },
    });
  }

  /** Writes one after the other, in the order asked. @throws PNP_HUB_STATE_UNAVAILABLE */
  save(devices: readonly DeviceIdentity[]): Promise<void> {
    const text = `${JSON.stringify({ version: VERSION, devices }, undefined, 2)}\n`;
    const saved = this.#last.then(() => this.#store.write(FILE, text));
    this.#last = saved.catch(() => {
      // The caller has this failure; the next save must not.
    });
    return saved;
  }

  /** Resolves when nothing is being written. */
  settled(): Promise<void> {
    return this.#last;
  }
}

function parse(text: string): readonly DeviceIdentity[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value) || !READABLE.has(value['version'])) return undefined;
  const { devices } = value;
  if (!Array.isArray(devices) || !devices.every(isIdentity)) return undefined;
  return devices;
}

function isIdentity(value: unknown): value is DeviceIdentity {
  return (
    isJsonObject(value) &&
    typeof value['deviceId'] === 'string' &&
    ['string', 'undefined'].includes(typeof value['moduleId']) &&
    typeof value['primaryKey'] === 'string' &&
    typeof value['secondaryKey'] === 'string' &&
    typeof value['enabled'] === 'boolean'
  );
}
