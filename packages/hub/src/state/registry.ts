import type { Credentials, DeviceIdentity } from '../device-identity.js';
import { hubError } from '../error-codes.js';
import { isId, namesOf, targetOf, type TargetNames } from '../target.js';
import { Batches } from './batches.js';
import { newEtag, newGenerationId } from './etag.js';
import { proofOf } from './identity-credentials.js';
import { noJournal, type Journal } from './journal.js';
import { KeptMap } from './kept-map.js';

const EDGE_MODULES = ['$edgeAgent', '$edgeHub'];

/** What may be changed of an identity beside its credentials. */
export type IdentityChange = Partial<
  Pick<DeviceIdentity, 'enabled' | 'statusReason' | 'statusUpdatedTime' | 'iotEdge' | 'managedBy'>
>;

/** Told of each identity as it is from now on, before it is kept: what it throws keeps it from being. */
type OnWritten = (identity: DeviceIdentity, isNew: boolean) => void;

/** Who may connect: devices, and modules of devices. What is written of one goes in one with all that follows. */
export class Registry {
  readonly #batches: Batches;
  readonly #identities: KeptMap<DeviceIdentity>;
  readonly #onWritten: OnWritten;

  /** @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  constructor(journal: Journal = noJournal, onWritten: OnWritten = () => {}) {
    this.#batches = Batches.over(journal);
    this.#identities = new KeptMap(this.#batches, 'identity');
    this.#onWritten = onWritten;
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
   * An existing device is returned as it is, unless other credentials or another change are asked for.
   * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_STATE_UNAVAILABLE
   */
  addDevice(
    deviceId: string,
    credentials: Credentials = {},
    change: IdentityChange = {},
  ): DeviceIdentity {
    return this.#add({ deviceId }, credentials, change);
  }

  /**
   * The same for a module of a device there is.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID,
   *   PNP_HUB_STATE_UNAVAILABLE
   */
  addModule(target: string, credentials: Credentials = {}): DeviceIdentity {
    const { deviceId, moduleId = '' } = namesOf(target);
    this.get(deviceId);
    return this.#add({ deviceId, moduleId }, credentials, {});
  }

  /**
   * Makes a device, or a module of one, that is not there yet.
   * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_STATE_UNAVAILABLE
   */
  create(names: TargetNames, credentials: Credentials, change: IdentityChange): DeviceIdentity {
    checkNames(names);
    const proof = proofOf(targetOf(names), credentials);
    const fresh = { enabled: true, generationId: newGenerationId(), etag: '' };
    return this.#write({ ...names, ...proof, ...fresh, ...change });
  }

  /**
   * Writes an identity anew: keys that are not given stay, without credentials all that proves it does;
   * a reason that is not given goes.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_STATE_UNAVAILABLE
   */
  replace(
    target: string,
    credentials: Credentials | undefined,
    change: IdentityChange,
  ): DeviceIdentity {
    const { statusReason: _reason, ...known } = this.get(target);
    const proven =
      credentials === undefined
        ? known
        : { ...withoutThumbprints(known), ...proofOf(target, credentials, known) };
    return this.#write({ ...proven, ...change });
  }

  /** As if it had been removed and made again, with what proves it. @throws PNP_HUB_DEVICE_UNKNOWN */
  renew(target: string): void {
    this.#keep({ ...this.get(target), generationId: newGenerationId() });
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

  #add(names: TargetNames, credentials: Credentials, change: IdentityChange): DeviceIdentity {
    checkNames(names);
    const target = targetOf(names);
    const known = this.find(target);
    if (known === undefined) return this.create(names, credentials, change);
    const asked = isUnasked(credentials) ? known : proofOf(target, credentials, known);
    const isChanged = Object.entries(change).some(
      ([name, value]) => known[name as keyof IdentityChange] !== value,
    );
    if (isSame(known, asked) && !isChanged) return known;
    const reason = known.statusReason === undefined ? {} : { statusReason: known.statusReason };
    const others = isUnasked(credentials) ? undefined : credentials;
    return this.replace(target, others, { ...reason, ...change });
  }

  #write(changed: DeviceIdentity): DeviceIdentity {
    return this.#batches.together(() => {
      const isNew = !this.#identities.has(targetOf(changed));
      const identity = this.#keep(changed);
      this.#addEdgeModules(identity);
      this.#onWritten(identity, isNew);
      return identity;
    });
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
