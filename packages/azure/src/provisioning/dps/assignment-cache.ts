import { createHash } from 'node:crypto';
import { isJsonObject } from '@iotpnp/model';
import type { StateStore } from '@iotpnp/core';

/** What the provisioning service has answered: nothing of it is secret. */
export interface Assignment {
  readonly hub: string;
  readonly deviceId: string;
}

/** Whose assignment it is. A key that was changed asks anew. */
export interface AssignmentOf {
  readonly endpoint: string;
  readonly idScope: string;
  readonly registrationId: string;
  readonly fingerprint: string;
}

/** Assignments that outlive the process, so that a device starts without asking. */
export class AssignmentCache {
  readonly #state: StateStore;
  readonly #key: string;

  constructor(state: StateStore, of: AssignmentOf) {
    this.#state = state;
    const parts = [of.endpoint, of.idScope, of.registrationId, of.fingerprint];
    const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
    this.#key = `dps/${digest}`;
  }

  /** Undefined when there is none, or none that can be read. */
  async get(): Promise<Assignment | undefined> {
    const kept = await this.#state.get(this.#key);
    if (!isJsonObject(kept)) return undefined;
    const { hub, deviceId } = kept;
    return typeof hub === 'string' && typeof deviceId === 'string' ? { hub, deviceId } : undefined;
  }

  async set({ hub, deviceId }: Assignment): Promise<void> {
    await this.#state.set(this.#key, { hub, deviceId });
  }
}
