import type { HubClock } from '../clock.js';
import type { Credentials, DeviceIdentity } from '../device-identity.js';
import { namesOf, targetOf } from '../target.js';
import type { Activity } from './activity.js';
import type { Batches } from './batches.js';
import type { Configurations } from './configurations.js';
import type { Connections } from './connections.js';
import type { Faults } from './faults.js';
import type { Files } from './files.js';
import type { Outbox } from './outbox.js';
import type { IdentityChange, Registry } from './registry.js';
import type { TwinChanges } from './twin-changes.js';
import type { TwinChange, Twins } from './twins.js';

interface Reach {
  readonly clock: HubClock;
  readonly batches: Batches;
  readonly registry: Registry;
  readonly twins: Twins;
  readonly twinChanges: TwinChanges;
  readonly configurations: Configurations;
  readonly connections: Connections;
  readonly activity: Activity;
  readonly outbox: Outbox;
  readonly files: Files;
  readonly faults: Faults;
}

/** What is written of an identity. */
export interface IdentityInput {
  /** Without them, one that is there proves itself as before. */
  readonly credentials?: Credentials | undefined;
  readonly change: IdentityChange;
}

/**
 * Identities made, changed and removed with all that belongs to them: IoT Edge's modules, twins,
 * configurations, sessions, messages. Each call is kept whole or changes nothing.
 */
export class IdentityChanges {
  readonly #reach: Reach;

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  /**
   * Makes an identity, or writes a known one anew; `twin` goes in place of what was in its twin.
   * @throws PNP_HUB_DEVICE_ID_INVALID, PNP_HUB_DEVICE_KEY_INVALID, PNP_HUB_STATE_UNAVAILABLE, and of
   *   a twin those of {@link TwinChanges.change}
   */
  write(
    target: string,
    { credentials, change }: IdentityInput,
    twin: TwinChange = {},
  ): DeviceIdentity {
    const { clock, batches, registry, twinChanges } = this.#reach;
    const known = registry.find(target);
    const was = known?.enabled ?? true;
    const isSwitched = (change.enabled ?? was) !== was;
    const dated = isSwitched ? { ...change, statusUpdatedTime: clock.now() } : change;
    return batches.together(() => {
      const hasTwin = twin.tags !== undefined || twin.desired !== undefined;
      // First, since what a configuration desires comes on top of it.
      if (hasTwin) twinChanges.changeAny(target, twin, 'replace');
      return known === undefined
        ? registry.create(namesOf(target), credentials ?? {}, dated)
        : registry.replace(target, credentials, dated);
    });
  }

  /** @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TARGET_UNFIT, PNP_HUB_STATE_UNAVAILABLE */
  setEnabled(deviceId: string, enabled: boolean): void {
    this.#reach.registry.getDevice(deviceId);
    this.write(deviceId, { change: { enabled } });
  }

  /** What an identity that was written brings with it. Who is disabled loses the connection, modules too. */
  follow(identity: DeviceIdentity, isNew: boolean): void {
    const { batches, registry, configurations, connections } = this.#reach;
    const target = targetOf(identity);
    if (isNew) configurations.applyToNew(target);
    else configurations.applyTo(target);
    if (identity.enabled) return;
    batches.afterwards(() => {
      for (const each of registry.family(target)) connections.end(each, 'disabled');
    });
  }

  /**
   * Removes a device with its modules, or a module.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE
   */
  remove(target: string): void {
    const { batches, registry, faults } = this.#reach;
    registry.get(target);
    batches.together(() => {
      for (const gone of registry.family(target)) {
        registry.remove(gone);
        this.#clear(gone);
        batches.afterwards(() => faults.forget(gone));
      }
    });
  }

  /**
   * Removes a device with its modules, or a module, and makes it again with the same keys: twins,
   * sessions and messages are gone.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_STATE_UNAVAILABLE
   */
  recreate(target: string): void {
    const { batches, registry, configurations } = this.#reach;
    registry.get(target);
    const family = registry.family(target);
    batches.together(() => {
      for (const member of family) {
        registry.renew(member);
        this.#clear(member);
      }
      // The device last: what it is to have is for its modules, too.
      for (const member of family) if (member !== target) configurations.applyToNew(member);
      configurations.applyToNew(target);
    });
  }

  #clear(target: string): void {
    const { batches, twins, connections, activity, outbox, files } = this.#reach;
    twins.remove(target);
    batches.write([connections.removal(target), ...outbox.removals(target)]);
    batches.afterwards(() => {
      connections.forget(target, 'removed');
      activity.forget(target);
      outbox.forget(target);
      files.forget(target);
    });
  }
}
