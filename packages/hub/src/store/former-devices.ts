import { isJsonObject, type Json } from '@iotpnp/model';
import type { DeviceIdentity } from '../device-identity.js';
import { hubError } from '../error-codes.js';
import { newEtag, newGenerationId } from '../state/etag.js';
import type { Journal } from '../state/journal.js';
import { targetOf } from '../target.js';
import type { HubStore } from './hub-store.js';

/** Where a hub without a journal kept its devices. */
const FILE = 'devices.json';
/** Version 1 knew no modules. */
const READABLE: ReadonlySet<unknown> = new Set([1, 2]);
const TAKEN = 'devices.json';

type FormerDevice = Pick<
  DeviceIdentity,
  'deviceId' | 'moduleId' | 'primaryKey' | 'secondaryKey' | 'enabled'
>;

/**
 * Takes the devices of a file of an earlier hub into the journal, once; the file stays as it is.
 * @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE
 */
export async function takeOverDevices(store: HubStore, journal: Journal): Promise<void> {
  if ([...journal.entries('setting')].some(([key]) => key === TAKEN)) return;
  const text = await store.read(FILE);
  if (text === undefined) return;
  const devices = parse(text);
  if (devices === undefined) {
    throw hubError('PNP_HUB_STATE_CORRUPT', `${FILE} is no list of devices of an earlier hub`, {
      hint: 'restore the file, or delete it: its devices then need new connection strings',
      where: { file: store.fileOf(FILE) },
    });
  }
  const identities = devices.map(identityOf);
  journal.write([
    ...identities.map((record) => ({ kind: 'identity', key: targetOf(record), record }) as const),
    { kind: 'setting', key: TAKEN, record: true },
  ]);
}

function identityOf(former: FormerDevice): DeviceIdentity {
  const { deviceId, moduleId, primaryKey, secondaryKey, enabled } = former;
  return {
    deviceId,
    ...(moduleId === undefined ? {} : { moduleId }),
    authentication: 'sas',
    primaryKey,
    secondaryKey,
    enabled,
    generationId: newGenerationId(),
    etag: newEtag(),
  };
}

function parse(text: string): readonly FormerDevice[] | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  if (!isJsonObject(value) || !READABLE.has(value['version'])) return undefined;
  const { devices } = value;
  if (!Array.isArray(devices) || !devices.every(isFormerDevice)) return undefined;
  return devices;
}

function isFormerDevice(value: unknown): value is FormerDevice {
  return (
    isJsonObject(value) &&
    typeof value['deviceId'] === 'string' &&
    ['string', 'undefined'].includes(typeof value['moduleId']) &&
    typeof value['primaryKey'] === 'string' &&
    typeof value['secondaryKey'] === 'string' &&
    typeof value['enabled'] === 'boolean'
  );
}
