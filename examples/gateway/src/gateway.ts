import { azureTransport, dpsProvisioning, type DpsOptions } from '@iotpnp/azure';
import { createHost, type Host, type Logger, type Session } from '@iotpnp/core';
import { Leaf } from './leaf.js';

export interface GatewayOptions {
  /** The provisioning service, with the key of the group that all leaves are enrolled in. */
  readonly dps: Omit<DpsOptions, 'registrationId'>;
  readonly log?: Logger;
}

interface Running {
  readonly leaf: Leaf;
  readonly session: Session;
}

/** Connects leaves that come and go, each as a device of its own: one host, a session for each. */
export class Gateway implements AsyncDisposable {
  readonly #host: Host;
  readonly #leaves = new Map<string, Running>();

  constructor({ dps, log }: GatewayOptions) {
    const provisioning = dpsProvisioning(dps);
    this.#host = createHost({ transport: azureTransport(), provisioning, ...(log && { log }) });
  }

  /** The ids of those that are connected, or were and will be again. */
  get leaves(): readonly string[] {
    return [...this.#leaves.keys()];
  }

  /** A leaf has come: it registers by its id, with a key derived from the group's. Resolves when it is connected. */
  async add(id: string): Promise<Leaf> {
    const known = this.#leaves.get(id);
    if (known) return known.leaf;
    const leaf = new Leaf();
    const session = await this.#host.start(leaf, { device: id, connectTimeoutMs: 30_000 });
    this.#leaves.set(id, { leaf, session });
    return leaf;
  }

  /** What a leaf has measured. */
  measured(id: string, reading: number): void {
    const running = this.#leaves.get(id);
    if (running) running.leaf.reading = reading;
  }

  /** A leaf has gone: what it sent is delivered, and its connection ends. */
  async remove(id: string): Promise<void> {
    const running = this.#leaves.get(id);
    this.#leaves.delete(id);
    await running?.session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#host.close();
  }
}
