import { azureTransport, dpsProvisioning, type DpsOptions } from '@iotpnp/azure';
import { createHost, type Host, type Logger, type Session } from '@iotpnp/core';
import { Leaf } from './leaf.js';

export interface GatewayOptions {
  /** The provisioning service, with the key of the group that all leaves are enrolled in. */
  readonly dps: Omit<DpsOptions, 'registrationId'>;
  /** A leaf that is not connected by then is given up, for who adds it to decide. Default 30 seconds. */
  readonly connectTimeoutMs?: number;
  readonly log?: Logger;
}

interface Running {
  readonly leaf: Leaf;
  readonly started: Promise<Session>;
}

/** Connects leaves that come and go, each as a device of its own: one host, a session for each. */
export class Gateway implements AsyncDisposable {
  readonly #host: Host;
  readonly #connectTimeoutMs: number;
  readonly #leaves = new Map<string, Running>();

  constructor({ dps, log, connectTimeoutMs = 30_000 }: GatewayOptions) {
    this.#connectTimeoutMs = connectTimeoutMs;
    const provisioning = dpsProvisioning(dps);
    this.#host = createHost({ transport: azureTransport(), provisioning, ...(log && { log }) });
  }

  /** The ids of those that are connected, are about to be, or were and will be again. */
  get leaves(): readonly string[] {
    return [...this.#leaves.keys()];
  }

  /** A leaf has come: it registers by its id, with a key derived from the group's. Resolves when it is connected. */
  async add(id: string): Promise<Leaf> {
    const running = this.#leaves.get(id) ?? this.#start(id);
    try {
      await running.started;
    } catch (error) {
      if (this.#leaves.get(id) === running) this.#leaves.delete(id);
      throw error;
    }
    return running.leaf;
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
    const session = await running?.started.catch(() => undefined); // `add` has told why
    await session?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#host.close();
  }

  #start(id: string): Running {
    const leaf = new Leaf();
    const connectTimeoutMs = this.#connectTimeoutMs;
    const started = this.#host.start(leaf, { device: id, connectTimeoutMs });
    const running = { leaf, started };
    this.#leaves.set(id, running);
    return running;
  }
}
