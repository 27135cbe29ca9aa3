import type {
  CommandResult,
  ConnectRequest,
  Json,
  JsonObject,
  Link,
  ProvisioningPlugin,
  ProvisionRequest,
  TelemetryMessage,
  TransportPlugin,
  TransportSupport,
  Twin,
} from '@iotpnp/core';
import { lost } from './lost.js';
import { inbound, Mailbox, type Delivery, type MessageOptions } from './mailbox.js';
import { memoryLink } from './memory-link.js';
import { memoryProvisioning, memoryTransport } from './memory-plugins.js';
import { MemoryTwin } from './memory-twin.js';

/**
 * What becomes of one reported patch. `refuse`: refused for its content. `throttle`: to be sent again later. `cut`: the connection
 * ends before it is merged. `apply-and-cut`: merged, and the connection ends before the answer. `apply-and-be-silent`: merged,
 * and never answered.
 */
export type ReportFault = 'refuse' | 'throttle' | 'cut' | 'apply-and-cut' | 'apply-and-be-silent';

/**
 * One device or module as the hub sees it: what it received can be read, what it says can be said.
 * By itself it is a hub of one; {@link MemoryHub} has many.
 */
export class MemoryDevice {
  readonly twin = new MemoryTwin();
  /** What was taken, in order. */
  readonly telemetry: TelemetryMessage[] = [];
  /** The patches that were merged, in order. */
  readonly reports: JsonObject[] = [];
  /** Every attempt to connect: model id, identity, sink. */
  readonly connects: ConnectRequest[] = [];
  /** Every request for an identity. */
  readonly provisions: ProvisionRequest[] = [];
  /** `link`, `transport`, `provisioning`, in the order of their disposal. */
  readonly closed: string[];
  /** Files whose upload was completed. */
  readonly files: { readonly name: string; readonly content: Uint8Array }[] = [];
  readonly transport: TransportPlugin;
  readonly provisioning: ProvisioningPlugin;
  /** Each rejects one connect, in order. */
  refusals: Error[] = [];
  /** Decides each report; throws to refuse it. */
  judge: (patch: JsonObject) => void | Promise<void> = () => {};
  /** What happens to the next reports, one each. */
  reportFaults: ReportFault[] = [];
  /** Answers a twin read in the hub's stead. */
  answerTwin: (() => Twin | Promise<Twin>) | undefined;
  /** Takes a message, or not; by default it is taken. */
  takeTelemetry: ((message: TelemetryMessage) => Promise<void>) | undefined;
  /** Gives links without a twin, whatever the transport supports. */
  withoutTwin = false;
  readonly #mailbox = new Mailbox();
  #current: ConnectRequest | undefined;
  #enabled = true;
  #deaf = false;

  constructor(
    /** `deviceId`, or `deviceId/moduleId`. */
    readonly target = 'dev1',
    closed: string[] = [],
  ) {
    this.closed = closed;
    this.transport = memoryTransport((request) => this.connect(request), closed);
    this.provisioning = memoryProvisioning(target, this.provisions, closed);
  }

  get supports(): TransportSupport {
    return this.transport.supports;
  }

  /** Takes abilities from the transport, or gives them back. */
  set supports(changed: Partial<TransportSupport>) {
    Object.assign(this.transport.supports, changed);
  }

  get connected(): boolean {
    return this.#current !== undefined;
  }

  /** The desired document with its `$version`. Setting it tells the device nothing. */
  get desired(): JsonObject {
    return this.twin.desired;
  }
  set desired(document: JsonObject) {
    this.twin.desired = document;
  }

  /** The reported document with its `$version`. */
  get reported(): JsonObject {
    return this.twin.reported;
  }
  set reported(document: JsonObject) {
    this.twin.reported = document;
  }

  /** The bodies received, parsed, each with its component. */
  get bodies(): { component: string | undefined; values: unknown }[] {
    return this.telemetry.map(({ component, body }) => ({
      component,
      values: JSON.parse(body) as unknown,
    }));
  }

  /** Changes desired properties as a back end does; pushed when the device is connected, else not kept. The new `$version`. */
  desire(patch: JsonObject): number {
    const pushed = this.twin.desire(patch);
    this.push(pushed);
    return pushed.$version;
  }

  /** Pushes exactly this, whatever the twin holds. */
  push(patch: JsonObject): void {
    if (!this.#deaf) this.#current?.sink.desired(structuredClone<JsonObject>(patch));
  }

  /** Invokes a command, `name` or `component*name`. @throws {PnpError} `PNP_TEST_LOST` when the device is not connected. */
  async invoke(name: string, payload?: Json): Promise<CommandResult> {
    if (!this.#current) throw lost('backoff');
    return this.#current.sink.command({ name, payload });
  }

  /** The transport says that it cannot tell what it missed. */
  resync(): void {
    this.#current?.sink.resync();
  }

  /** Renews the token as Microsoft's client does: what is pushed during `meanwhile` is lost, then a resync. */
  renewToken(meanwhile: () => void = () => {}): void {
    this.#deaf = true;
    meanwhile();
    this.#deaf = false;
    this.resync();
  }

  /** Ends the connection from the hub's side. */
  cut(cause = lost('backoff')): void {
    const current = this.#current;
    this.#current = undefined;
    current?.sink.down(cause);
  }

  /** A disabled device loses its connection and is refused until it is enabled. */
  setEnabled(enabled: boolean): void {
    this.#enabled = enabled;
    if (!enabled) this.cut(lost('refused'));
  }

  /** Sends a cloud-to-device message; its id. Kept until the device is connected and has taken it. */
  sendToDevice(body: string | Uint8Array, options: MessageOptions = {}): string {
    const messageId = this.#mailbox.put(body, options);
    this.#deliver();
    return messageId;
  }

  /** Sends a message to an input of a module, not kept. @throws {PnpError} `PNP_TEST_LOST` when it is not connected. */
  sendToInput(input: string, body: string | Uint8Array, options: MessageOptions = {}): void {
    if (!this.#current) throw lost('backoff');
    void this.#current.sink.message(inbound(body, { ...options, input }));
  }

  /** What became of the messages that were handed over. */
  get deliveries(): readonly Delivery[] {
    return this.#mailbox.deliveries;
  }

  /** A link for one connect, or its refusal: the transport's side. */
  async connect(request: ConnectRequest): Promise<Link> {
    await Promise.resolve(); // no hub answers at once: until it does, the attempt can be aborted
    request.signal.throwIfAborted();
    this.connects.push(request);
    const refusal = this.#enabled ? this.refusals.shift() : lost('refused');
    if (refusal) throw refusal;
    this.#current = request;
    this.#deliver();
    const { supports } = this.transport;
    return memoryLink(request, {
      native: this,
      can: { twin: !this.withoutTwin, upload: supports.upload },
      reach: (from) => {
        if (this.#current !== from) throw lost('backoff');
      },
      telemetry: async (message) => {
        await this.takeTelemetry?.(message);
        this.telemetry.push(message);
      },
      twin: () => (this.answerTwin ? this.answerTwin() : this.twin.read()),
      report: (patch) => this.#report(patch),
      upload: (name, content) => void this.files.push({ name, content }),
      closed: (from) => {
        this.closed.push('link');
        if (this.#current === from) this.#current = undefined;
      },
    });
  }

  async #report(patch: JsonObject): Promise<void> {
    await this.judge(patch);
    const fault = this.reportFaults.shift();
    if (fault === 'refuse') throw new Error('the test refuses the patch');
    if (fault === 'throttle') throw lost('backoff');
    if (fault !== 'cut') {
      this.reports.push(patch);
      this.twin.report(patch);
    }
    if (fault === 'apply-and-be-silent') await new Promise<never>(() => {});
    if (fault === undefined) return;
    this.cut();
    throw lost('backoff');
  }

  #deliver(): void {
    const request = this.#current;
    if (request?.receives.cloudMessages) {
      void this.#mailbox.deliver(request, () => this.#current === request);
    }
  }
}
