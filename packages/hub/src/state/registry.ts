import { randomBytes } from 'node:crypto';
import type { DeviceIdentity } from '../device-identity.js';
import { hubError } from '../error-codes.js';
import { namesOf, targetOf, type TargetNames } from '../target.js';

const ID = /^[A-Za-z0-9\-.%_*?!(),:=@$']{1,128}$/u;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/u;
const KEY_BYTES = 32;

/** Who may connect: devices, and modules of devices. */
export class Registry {
  readonly #identities = new Map<string, DeviceIdentity>();

  constructor(identities: Iterable<DeviceIdentity> = []) {
    for (const identity of identities) this.#identities.set(targetOf(identity), checked(identity));
  }

  list(): readonly DeviceIdentity[] {
    return [...this.#identities.values()];
  }

  find(target: string): DeviceIdentity | undefined {
    return this.#identities.get(target);
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN */
  get(target: string): DeviceIdentity {
    const identity = this.#identities.get(target);
    if (identity !== undefined) return identity;
    const isModule = namesOf(target).moduleId !== undefined;
    const what = `${isModule ? 'module' : 'device'} ${JSON.stringify(target)}`;
    throw hubError('PNP_HUB_DEVICE_UNKNOWN', `the hub has no ${what}`, {
      hint: isModule ? 'add it with hub.addModule()' : 'add it with hub.addDevice()',
    });
  }

  /** What is only for devices. @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT */
  getDevice(target: string): DeviceIdentity {
    const identity = this.get(target);
    if (identity.moduleId === undefined) return identity;
    throw hubError('PNP_HUB_TARGET_UNFIT', `${target} is a module, and this is for devices`);
  }

  /** What is only for modules. @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT */
  getModule(target: string): DeviceIdentity {
    const identity = this.get(target);
    if (identity.moduleId !== undefined) return identity;
    throw hubError('PNP_HUB_TARGET_UNFIT', `${target} is a device, and this is for modules`, {
      hint: 'a module is written with its device: dev1/mod1',
    });
  }

  /**
   * An existing device is returned as it is, unless another primary key is asked for.
   * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID
   */
  addDevice(deviceId: string, primaryKey?: string): DeviceIdentity {
    return this.#add({ deviceId }, primaryKey);
  }

  /**
   * The same for a module of a device there is.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID
   */
  addModule(target: string, primaryKey?: string): DeviceIdentity {
    const { deviceId, moduleId = '' } = namesOf(target);
    this.get(deviceId);
    return this.#add({ deviceId, moduleId }, primaryKey);
  }

  /** This target, and its modules when it is a device. */
  family(target: string): readonly string[] {
    const ownModules = `${target}/`;
    return [...this.#identities.keys()].filter(
      (other) => other === target || other.startsWith(ownModules),
    );
  }

  remove(target: string): void {
    this.#identities.delete(target);
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT */
  setEnabled(deviceId: string, enabled: boolean): void {
    const device = this.getDevice(deviceId);
    this.#identities.set(deviceId, Object.freeze({ ...device, enabled }));
  }

  #add(names: TargetNames, primaryKey: string | undefined): DeviceIdentity {
    const target = targetOf(names);
    const known = this.#identities.get(target);
    if (known !== undefined && (primaryKey ?? known.primaryKey) === known.primaryKey) return known;
    const identity = checked({
      ...names,
      primaryKey: primaryKey ?? newKey(),
      secondaryKey: known?.secondaryKey ?? newKey(),
      enabled: known?.enabled ?? true,
    });
    this.#identities.set(target, identity);
    return identity;
  }
}

function checked(identity: DeviceIdentity): DeviceIdentity {
  checkId(identity.deviceId, 'device id');
  if (identity.moduleId !== undefined) checkId(identity.moduleId, 'module id');
  if (!isKey(identity.primaryKey) || !isKey(identity.secondaryKey)) {
    const what = `a key of ${targetOf(identity)}`;
    throw hubError('PNP_HUB_DEVICE_KEY_INVALID', `${what} is no device key`, {
      hint: 'use base64 of 16 to 64 bytes',
    });
  }
  return Object.freeze({ ...identity });
}

function checkId(id: string, what: string): void {
  if (ID.test(id)) return;
  throw hubError('PNP_HUB_DEVICE_ID_INVALID', `${JSON.stringify(id.slice(0, 200))} is no ${what}`, {
    hint: "use 1 to 128 ASCII letters, digits and - . % _ * ? ! ( ) , : = @ $ '; a module is written dev1/mod1",
  });
}

function isKey(key: string): boolean {
  const bytes = BASE64.test(key) ? Buffer.from(key, 'base64').length : 0;
  return bytes >= 16 && bytes <= 64;
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}
