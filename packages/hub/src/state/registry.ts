import type { Credentials, DeviceIdentity } from '../device-identity.js';
import { hubError } from '../error-codes.js';
import { isId, namesOf, targetOf, type TargetNames } from '../target.js';
import { newEtag, newGenerationId } from './etag.js';
import { proofOf } from './identity-credentials.js';
import { noJournal, type Journal } from './journal.js';
import { KeptMap } from './kept-map.js';

const EDGE_MODULES = ['$edgeAgent', '$edgeHub'];
/** What may be changed of an identity beside its credentials. */
export type IdentityChange = Partial<
  Pick<DeviceIdentity, 'enabled' | 'statusReason' | 'statusUpdatedTime' | 'iotEdge' | 'managedBy'>
>;

/** Who may connect: devices, and modules of devices. */
export class Registry {
  readonly #identities: KeptMap<DeviceIdentity>;

  readonly #onAdded: (target: string) => void;

  /** `onAdded` is told of each that was not there before. */
  constructor(journal: Journal = noJournal, onAdded: (target: string) => void = () => {}) {
    this.#identities = new KeptMap(journal, 'identity');
    this.#onAdded = onAdded;
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
   * An existing device is returned as it is, unless other credentials are asked for.
   * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_STATE_UNAVAILABLE
   */
  addDevice(deviceId: string, credentials: Credentials = {}): DeviceIdentity {
    return this.#add({ deviceId }, credentials);
  }

  /**
   * The same for a module of a device there is.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID,
   *   PNP_HUB_STATE_UNAVAILABLE
   */
  addModule(target: string, credentials: Credentials = {}): DeviceIdentity {
    const { deviceId, moduleId = '' } = namesOf(target);
    this.get(deviceId);
    return this.#add({ deviceId, moduleId }, credentials);
  }

  /**
   * Makes a device, or a module of one, that is not there yet.
   * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_STATE_UNAVAILABLE
   */
  create(names: TargetNames, credentials: Credentials, change: IdentityChange): DeviceIdentity {
    const target = targetOf(names);
    checkNames(names);
    const proof = proofOf(target, credentials);
    const fresh = { enabled: true, generationId: newGenerationId(), etag: '' };
    const identity = this.#keep({ ...names, ...proof, ...fresh, ...change });
    this.#addEdgeModules(identity);
    this.#onAdded(target);
    return identity;
  }

  /**
   * Writes an identity anew, at once: keys that are not given stay, a reason that is not given goes.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_STATE_UNAVAILABLE
   */
  replace(target: string, credentials: Credentials, change: IdentityChange): DeviceIdentity {
    const { statusReason: _reason, ...known } = this.get(target);
    const proof = proofOf(target, credentials, known);
    const identity = this.#keep({ ...withoutThumbprints(known), ...proof, ...change });
    this.#addEdgeModules(identity);
    return identity;
  }

  /** This target, and its modules when it is a device. */
  family(target: string): readonly string[] {
    const ownModules = `${target}/`;
    return [...this.#identities.keys()].filter(
      (other) => other === target || other.startsWith(ownModules),
    );
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  remove(target: string): void {
    this.#identities.delete(target);
  }

  /** Replaces what proves an identity. @throws as {@link addDevice} does, PNP_HUB_DEVICE_UNKNOWN */
  setCredentials(target: string, credentials: Credentials): DeviceIdentity {
    const known = this.get(target);
    return this.#keep({ ...withoutThumbprints(known), ...proofOf(target, credentials, known) });
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE */
  change(target: string, change: IdentityChange): DeviceIdentity {
    return this.#keep({ ...this.get(target), ...change });
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT, PNP_HUB_STATE_UNAVAILABLE */
  setEnabled(deviceId: string, enabled: boolean): void {
    this.getDevice(deviceId);
    this.change(deviceId, { enabled });
  }

  #add(names: TargetNames, credentials: Credentials): DeviceIdentity {
    checkNames(names);
    const target = targetOf(names);
    const known = this.#identities.get(target);
    if (known !== undefined) {
      if (isUnasked(credentials)) return known;
      const asked = proofOf(target, credentials, known);
      return isSame(known, asked) ? known : this.setCredentials(target, credentials);
    }
    return this.create(names, credentials, {});
  }

  /** IoT Edge brings two modules with it. */
  #addEdgeModules({ deviceId, iotEdge }: DeviceIdentity): void {
    if (iotEdge !== true) return;
    for (const moduleId of EDGE_MODULES) {
      if (this.#identities.has(targetOf({ deviceId, moduleId }))) continue;
      this.create({ deviceId, moduleId }, {}, { managedBy: 'iotEdge' });
    }
  }

  #keep(changed: DeviceIdentity): DeviceIdentity {
    const identity = Object.freeze({ ...changed, etag: newEtag() });
    this.#identities.set(targetOf(identity), identity);
    return identity;
  }
}

function withoutThumbprints(identity: DeviceIdentity): DeviceIdentity {
  const { primaryThumbprint: _first, secondaryThumbprint: _second, ...others } = identity;
  return others;
}

function isUnasked({ primaryKey, secondaryKey, x509 }: Credentials): boolean {
  return primaryKey === undefined && secondaryKey === undefined && x509 === undefined;
}

function isSame(known: DeviceIdentity, asked: Partial<DeviceIdentity>): boolean {
  const proofs = [
    'authentication',
    'primaryKey',
    'secondaryKey',
    'primaryThumbprint',
    'secondaryThumbprint',
  ] as const;
  return proofs.every((proof) => known[proof] === asked[proof]);
}

function checkNames({ deviceId, moduleId }: TargetNames): void {
  checkId(deviceId, 'device id');
  if (moduleId !== undefined) checkId(moduleId, 'module id');
}

function checkId(id: string, what: string): void {
  if (isId(id)) return;
  throw hubError('PNP_HUB_DEVICE_ID_INVALID', `${JSON.stringify(id.slice(0, 200))} is no ${what}`, {
    hint: "use 1 to 128 ASCII letters, digits and - . % _ * ? ! ( ) , : = @ $ '; a module is written dev1/mod1",
  });
}
