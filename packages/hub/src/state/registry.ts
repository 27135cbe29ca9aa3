import { randomBytes } from 'node:crypto';
import type { DeviceIdentity } from '../device-identity.js';
import { hubError } from '../error-codes.js';

const DEVICE_ID = /^[A-Za-z0-9\-.%_*?!(),:=@$']{1,128}$/u;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/u;
const KEY_BYTES = 32;

/** Who may connect. */
export class Registry {
  readonly #devices = new Map<string, DeviceIdentity>();

  constructor(devices: Iterable<DeviceIdentity> = []) {
    for (const device of devices) this.#devices.set(device.deviceId, checked(device));
  }

  list(): readonly DeviceIdentity[] {
    return [...this.#devices.values()];
  }

  find(deviceId: string): DeviceIdentity | undefined {
    return this.#devices.get(deviceId);
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  get(deviceId: string): DeviceIdentity {
    const device = this.#devices.get(deviceId);
    if (device !== undefined) return device;
    throw hubError('PNP_HUB_DEVICE_UNKNOWN', `the hub has no device ${JSON.stringify(deviceId)}`, {
      hint: 'add it with hub.addDevice()',
    });
  }

  /**
   * An existing device is returned as it is, unless another primary key is asked for.
   * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID
   */
  add(deviceId: string, primaryKey?: string): DeviceIdentity {
    const known = this.#devices.get(deviceId);
    if (known !== undefined && (primaryKey ?? known.primaryKey) === known.primaryKey) return known;
    const device = checked({
      deviceId,
      primaryKey: primaryKey ?? newKey(),
      secondaryKey: known?.secondaryKey ?? newKey(),
      enabled: known?.enabled ?? true,
    });
    this.#devices.set(deviceId, device);
    return device;
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  remove(deviceId: string): void {
    this.get(deviceId);
    this.#devices.delete(deviceId);
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  setEnabled(deviceId: string, enabled: boolean): void {
    this.#devices.set(deviceId, Object.freeze({ ...this.get(deviceId), enabled }));
  }
}

function checked(device: DeviceIdentity): DeviceIdentity {
  if (!DEVICE_ID.test(device.deviceId)) {
    const named = JSON.stringify(device.deviceId.slice(0, 200));
    throw hubError('PNP_HUB_DEVICE_ID_INVALID', `${named} is no device id`, {
      hint: "use 1 to 128 ASCII letters, digits and - . % _ * ? ! ( ) , : = @ $ '",
    });
  }
  if (!isKey(device.primaryKey) || !isKey(device.secondaryKey)) {
    throw hubError('PNP_HUB_DEVICE_KEY_INVALID', `a key of ${device.deviceId} is no device key`, {
      hint: 'use base64 of 16 to 64 bytes',
    });
  }
  return Object.freeze({ ...device });
}

function isKey(key: string): boolean {
  const bytes = BASE64.test(key) ? Buffer.from(key, 'base64').length : 0;
  return bytes >= 16 && bytes <= 64;
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}
