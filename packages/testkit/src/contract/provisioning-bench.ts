import assert from 'node:assert/strict';
import { memoryStateStore, type DeviceIdentity, type ProvisionRequest } from '@iotpnp/core';
import { memoryLog, type LogLine } from '../memory-log.js';
import type { ContractProvisioning, ContractService } from './contract-provisioning.js';

/** How often a test looks before it lets a second of virtual time pass: answers of a network come meanwhile. */
const LOOKS_PER_SECOND = 50;

type Outcome = { readonly identity: DeviceIdentity } | { readonly error: unknown };

/** A far side for one contract test, and a session's way to ask for an identity. */
export class ProvisioningBench implements AsyncDisposable {
  readonly modelId = 'dtmi:com:example:Thermostat;1';
  readonly lines: LogLine[] = [];
  readonly #state = memoryStateStore();

  constructor(readonly far: ContractProvisioning) {}

  get service(): ContractService {
    if (this.far.service) return this.far.service;
    throw new Error('the plugin asks a service, but the far side of its contract has none');
  }

  /** Asks as a session does, letting the time pass that the plugin waits. The state store is the same each time. */
  async provision(given: Partial<ProvisionRequest> = {}): Promise<DeviceIdentity> {
    const outcome = await this.#outcome(given);
    if ('identity' in outcome) return outcome.identity;
    throw outcome.error;
  }

  /** Asks for what it must not get: why the plugin gives it no identity. */
  async refusal(given: Partial<ProvisionRequest> = {}): Promise<unknown> {
    const outcome = await this.#outcome(given);
    if ('error' in outcome) return outcome.error;
    return assert.fail('the plugin gives an identity');
  }

  async #outcome(given: Partial<ProvisionRequest>): Promise<Outcome> {
    const { far } = this;
    const asked = far.plugin.provision({
      modelId: this.modelId,
      device: undefined,
      previous: undefined,
      reason: 'start',
      state: this.#state,
      signal: new AbortController().signal,
      log: memoryLog(this.lines),
      clock: far.clock,
      ...given,
    });
    const outcomes: Outcome[] = [];
    void asked.then(
      (identity) => outcomes.push({ identity }),
      (error: unknown) => outcomes.push({ error }),
    );
    const end = performance.now() + far.patienceMs;
    for (let looks = 1; ; looks++) {
      await far.turn();
      if (outcomes[0]) return outcomes[0];
      if (performance.now() > end) assert.fail('the plugin does not answer');
      if (looks % LOOKS_PER_SECOND === 0) await far.clock.advance(1_000);
    }
  }

  showsNoSecret(text: string): void {
    for (const secret of this.far.secrets) {
      assert.ok(!text.includes(secret), 'a secret can be read');
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.far[Symbol.asyncDispose]());
  }
}
