import type { Json, JsonObject } from '@iotpnp/model';
import {
  ConnectionError,
  type CommandResult,
  type ConnectRequest,
  type Link,
  type ProvisioningPlugin,
  type TelemetryMessage,
  type TransportPlugin,
  type TransportSupport,
  type Twin,
} from '../src/index.js';
import { applyMergePatch } from '../src/merge-patch.js';

/** A hub in memory for one device: what it received can be read, what it says can be said. */
export class MemoryHub {
  desired: JsonObject = { $version: 1 };
  reported: JsonObject = { $version: 1 };
  readonly telemetry: TelemetryMessage[] = [];
  readonly reports: JsonObject[] = [];
  readonly connects: ConnectRequest[] = [];
  readonly closed: string[] = [];
  /** Each rejects one connect, in order. */
  refusals: Error[] = [];
  /** Decides each report; throws to refuse it. */
  judge: (patch: JsonObject) => void | Promise<void> = () => {};
  supports: Partial<TransportSupport> = {};
  /** Answers a twin read in the hub's stead. */
  answerTwin: (() => Twin | Promise<Twin>) | undefined;
  /** Takes a message, or not; by default it is taken. */
  takeTelemetry: ((message: TelemetryMessage) => Promise<void>) | undefined;
  withoutTwin = false;
  #current: ConnectRequest | undefined;

  readonly transport: TransportPlugin = {
    kind: 'transport',
    name: 'memory',
    apiVersion: 1,
    supports: {
      twin: true,
      commands: true,
      cloudMessages: false,
      moduleIo: false,
      upload: false,
      modelId: true,
      maxMessageBytes: 262_144,
    },
    accepts: ['sas'],
    connect: (request) => this.#connect(request),
    [Symbol.asyncDispose]: async () => void this.closed.push('transport'),
  };

  readonly provisioning: ProvisioningPlugin = {
    kind: 'provisioning',
    name: 'memory',
    apiVersion: 1,
    provision: async () => ({
      hub: 'memory',
      deviceId: 'dev1',
      auth: { kind: 'sas', sign: async () => '' },
    }),
    [Symbol.asyncDispose]: async () => void this.closed.push('provisioning'),
  };

  get connected(): boolean {
    return this.#current !== undefined;
  }

  /** The bodies received, parsed, each with its component. */
  get bodies(): { component: string | undefined; values: unknown }[] {
    return this.telemetry.map(({ component, body }) => ({
      component,
      values: JSON.parse(body) as unknown,
    }));
  }

  /** Changes desired properties as a back end does; pushed when the device is connected. */
  desire(patch: JsonObject): void {
    const $version = (this.desired['$version'] as number) + 1;
    this.desired = applyMergePatch(this.desired, { ...patch, $version });
    this.push({ ...patch, $version });
  }

  /** Pushes exactly this. */
  push(patch: JsonObject): void {
    this.#current?.sink.desired(structuredClone<JsonObject>(patch));
  }

  async invoke(name: string, payload?: Json): Promise<CommandResult> {
    if (!this.#current) throw new Error('offline');
    return this.#current.sink.command({ name, payload });
  }

  resync(): void {
    this.#current?.sink.resync();
  }

  /** Ends the connection from the hub's side. */
  cut(cause = lost('backoff')): void {
    const current = this.#current;
    this.#current = undefined;
    current?.sink.down(cause);
  }

  async #connect(request: ConnectRequest): Promise<Link> {
    this.connects.push(request);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    this.#current = request;
    const reach = () => {
      if (this.#current !== request) throw lost('backoff');
    };
    const link: Link = {
      telemetry: async (message) => {
        reach();
        await this.takeTelemetry?.(message);
        this.telemetry.push(message);
      },
      twin: async () => {
        reach();
        if (this.answerTwin) return this.answerTwin();
        return {
          desired: structuredClone<JsonObject>(this.desired),
          reported: structuredClone<JsonObject>(this.reported),
        };
      },
      report: async (patch) => {
        reach();
        await this.judge(patch);
        this.reports.push(patch);
        const $version = (this.reported['$version'] as number) + 1;
        this.reported = { ...applyMergePatch(this.reported, patch), $version };
      },
      [Symbol.asyncDispose]: async () => {
        this.closed.push('link');
        if (this.#current === request) this.#current = undefined;
      },
    };
    if (!this.withoutTwin) return link;
    return {
      telemetry: link.telemetry.bind(link),
      [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
    };
  }
}

export function lost(retry: ConnectionError['retry'], retryAfterMs?: number): ConnectionError {
  return new ConnectionError('PNP_TEST_LOST', 'the test cut the connection', {
    retry,
    retryAfterMs,
  });
}
