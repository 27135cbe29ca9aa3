import type { JsonObject } from '@iotpnp/model';
import { namesOf } from '../target.js';
import type { Batches } from './batches.js';
import type { Connections } from './connections.js';
import type { EventLog } from './event-log.js';
import type { Faults } from './faults.js';
import { freezeJson } from './json-text.js';
import type { Registry } from './registry.js';
import type { Throttles } from './throttles.js';
import { sizeOf } from './twin-limits.js';
import type { DesiredChange, TwinChange, TwinChangeManner, Twins } from './twins.js';

interface Reach {
  readonly registry: Registry;
  readonly twins: Twins;
  readonly throttles: Throttles;
  readonly faults: Faults;
  readonly connections: Connections;
  readonly log: EventLog;
  readonly batches: Batches;
}

/** Changes of twins by back ends and code, and how devices learn of them. */
export class TwinChanges {
  readonly #reach: Reach;

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  /**
   * Merges into the desired section; returns its new version.
   * @throws as {@link change} does
   */
  desire(target: string, patch: JsonObject): number {
    this.change(target, { desired: patch }, 'merge');
    return this.#reach.twins.get(target).desired.version;
  }

  /**
   * Changes tags and desired properties, and tells the device of these if it listens now: nothing is
   * queued.
   * @throws PNP_HUB_DEVICE_UNKNOWN, PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE,
   *   PNP_HUB_STATE_UNAVAILABLE, and those of {@link Throttles.check}
   */
  change(target: string, change: TwinChange, manner: TwinChangeManner): void {
    this.#reach.registry.get(target);
    this.changeAny(target, change, manner);
  }

  /** The same of one that may still have to be made. @throws as {@link change} does, but for DEVICE_UNKNOWN */
  changeAny(target: string, change: TwinChange, manner: TwinChangeManner): void {
    const bytes = (): number => sizeOf(change.tags ?? {}) + sizeOf(change.desired ?? {});
    this.#reach.throttles.check('twin-update', bytes);
    this.apply(target, change, manner);
  }

  /** The same for what the hub itself does, which no tier counts. */
  apply(target: string, change: TwinChange, manner: TwinChangeManner): void {
    const { twins, batches } = this.#reach;
    const desired = twins.change(target, frozen(change), manner);
    if (desired !== undefined) batches.afterwards(() => this.#push(target, desired));
  }

  #push(target: string, { patch, version }: DesiredChange): void {
    const { faults, connections, throttles, log } = this.#reach;
    const isLost = faults.happens(target, 'lose-desired');
    const listener = isLost ? undefined : connections.listening(target, 'desired');
    listener?.link.desired({ ...patch, $version: version });
    const pushed = listener !== undefined;
    if (pushed) throttles.charge(() => sizeOf(patch));
    log.record({ type: 'desired', ...namesOf(target), patch, version, pushed });
  }
}

function frozen({ tags, desired }: TwinChange): TwinChange {
  return {
    ...(tags === undefined ? {} : { tags: freezeJson(tags) }),
    ...(desired === undefined ? {} : { desired: freezeJson(desired) }),
  };
}
