import { PnpError, type Json, type JsonObject } from '@iotpnp/model';
import { bind, type Bound, type Part, type Recorder } from '../bind/bind.js';
import type { Compiled, PropertyMember, TelemetryMember } from '../compile/compiled.js';
import { agedMessage, type PropertyPath } from '../convention.js';
import type { ConnectionChange } from '../lifecycle.js';
import type { TelemetryOperation } from '../middleware.js';
import type { InboundMessage, MessageOutcome } from '../plugin/inbound-message.js';
import type {
  CommandRequest,
  CommandResult,
  Link,
  TelemetryMessage,
  Twin,
} from '../plugin/transport.js';
import { Commands } from './commands.js';
import { messageOf, type FaultFields, type SessionContext } from './context.js';
import { deferred } from './deferred.js';
import { Desired } from './desired.js';
import { createEmitter, fits, type Emitter } from './emitter.js';
import type { Endpoint } from './endpoint.js';
import { Hooks } from './hooks.js';
import { Messages } from './messages.js';
import { pipeline } from './pipeline.js';
import { Poller, type Sample } from './poller.js';
import { Reporter } from './reporter.js';
import { Sampling } from './sampling.js';
import type { Session, TelemetryOverride } from './session.types.js';
import { Streams } from './streams.js';
import { TelemetryQueue, type TelemetryQueuePolicy } from './telemetry-queue.js';
import { Turn } from './turn.js';
import { twinJson } from './twin-json.js';
import { Writable } from './writable.js';

export interface DeviceOptions {
  readonly initialAck: 200 | 203;
  readonly maxMessageBytes: number;
  readonly telemetryQueue: TelemetryQueuePolicy;
  readonly telemetry: Readonly<Record<string, TelemetryOverride>>;
  /** The link takes no telemetry any more. */
  readonly stalled: () => void;
}

/** To a caller who is gone: nobody hears it, and nothing may run for it minutes later. */
const GONE: CommandResult = { status: 503, payload: { message: 'the caller is gone' } };

/** A bound instance at work: its assignments go out, what the hub says comes in. Knows links, not how they come about. */
export class Device implements Recorder, Endpoint {
  readonly #bound: Bound;
  readonly #hooks: Hooks;
  readonly #turn: Turn;
  readonly #queue: TelemetryQueue;
  readonly #reporter: Reporter;
  readonly #desired: Desired;
  readonly #commands: Commands;
  readonly #messages: Messages;
  readonly #sampling: Sampling;
  readonly #poller: Poller;
  readonly #streams: Streams;
  readonly #writables = new Map<Part, ReadonlyMap<PropertyMember, Writable>>();
  readonly #emitter: Emitter;
  /** Settled when the device holds what its twin desires: before that, no command is let through. */
  readonly #ready = deferred<void>();
  #link: Link | undefined;
  #streaming: Promise<void> | undefined;
  /** Assignments before the first twin read are the initial values, read then. */
  #started = false;

  constructor(
    readonly context: SessionContext,
    app: object,
    compiled: Compiled,
    readonly options: DeviceOptions,
  ) {
    this.#bound = bind(app, compiled, this);
    const { parts } = this.#bound;
    this.#hooks = new Hooks(context, parts);
    this.#turn = new Turn(
      () => context.clock.now(),
      ({ messages }) => {
        for (const message of messages) this.#emitter.emit(message);
        this.#reporter.pump();
      },
    );
    this.#queue = new TelemetryQueue(context, {
      send: async (message) => this.#link?.telemetry(message),
      stalled: options.stalled,
      aged: (message) => this.#aged(message),
      ...options.telemetryQueue,
    });
    this.#reporter = new Reporter(context, this.#reportThrough());
    this.#emitter = createEmitter(context, {
      maxMessageBytes: options.maxMessageBytes,
      push: (message) => this.#queue.push(message),
    });
    this.#commands = new Commands(context, {
      parts,
      report: (path, value) => {
        this.#reporter.post(path, value);
        this.#turn.schedule();
      },
    });
    this.#messages = new Messages(context, {
      parts,
      command: (request) => this.#commands.handle(request),
    });
    this.#desired = new Desired(context, {
      writables: parts.flatMap((part) => this.#writablesOf(part)),
      components: compiled.components.keys(),
      isReadOnly: ({ component, property }) =>
        this.part(component)?.compiled.properties.has(property) ?? false,
      unknown: (unknown) => this.#hooks.unknown(unknown),
    });
    const record = (samples: readonly Sample[]) => {
      for (const { part, member, value } of samples) this.telemetry(part, member, value);
    };
    this.#sampling = new Sampling(context, options.telemetry);
    const every = this.#sampling.every.bind(this.#sampling);
    this.#poller = new Poller(context, parts, { record, every });
    this.#streams = new Streams(context, parts, record);
  }

  telemetry(part: Part, member: TelemetryMember, value: unknown): void {
    if (!this.#started || value === undefined || value === null) return;
    try {
      this.#sampling.pass(part, member, {
        value: member.schema.serialize(value),
        send: (json) => this.#turn.telemetry(part.component, member.name, json),
      });
    } catch (error) {
      const fields = { component: part.component, telemetry: member.name, error: messageOf(error) };
      const code = 'PNP_TELEMETRY_REJECTED';
      this.context.tell('warn', 'a telemetry value cannot be sent', { code, ...fields });
    }
  }

  property(part: Part, member: PropertyMember, value: unknown): void {
    if (!this.#started) return;
    const writable = this.#writables.get(part)?.get(member);
    if (writable) writable.local(value);
    else this.#reportReadOnly(part, member, () => value);
    this.#turn.schedule();
  }

  /** Sends one message as it is given; its values are checked against the model by the caller. */
  send(operation: TelemetryOperation): void {
    this.#emitter.emit(operation);
  }

  /** Sends one message as it is, past the middleware. */
  sendRaw(message: TelemetryMessage): void {
    this.#emitter.pass(message);
  }

  /** Messages that wait for the hub. */
  get waiting(): number {
    return this.#queue.size;
  }

  get link(): Link | undefined {
    return this.#link;
  }

  /** The app is told that it runs, once. */
  started(session: Session): void {
    this.#hooks.start(session);
  }

  connectionChanged(change: ConnectionChange): void {
    this.#hooks.connectionChanged(change);
  }

  problem(message: string, fields: FaultFields): void {
    this.#hooks.problem(message, fields);
  }

  part(component: string | undefined): Part | undefined {
    return this.#bound.parts.find((part) => part.component === component);
  }

  async command(request: CommandRequest): Promise<CommandResult> {
    await this.#ready.promise;
    return request.signal?.aborted ? GONE : this.#commands.handle(request);
  }

  async message(message: InboundMessage, gone: AbortSignal): Promise<MessageOutcome> {
    await this.#ready.promise;
    const over = gone.aborted || this.context.signal.aborted; // it comes again, to whoever is there then
    return over ? 'abandon' : this.#messages.handle(message, gone);
  }

  reading(): void {
    this.#desired.reading();
    this.#reporter.hold();
  }

  online(link: Link, twin: Twin | undefined, options: { anew: boolean }): boolean {
    this.#link = link;
    const first = !this.#started;
    this.#started = true;
    const gapless = twin ? this.#desired.read(twin.desired, options) : true;
    if (first) this.#startProducing(); // its first values go into the first report
    if (twin) this.#reporter.online(twin.reported);
    this.#queue.online();
    this.#ready.resolve();
    return gapless;
  }

  resynced(twin: Twin): boolean {
    const gapless = this.#desired.read(twin.desired, { anew: false });
    this.#reporter.online(twin.reported);
    return gapless;
  }

  desired(patch: JsonObject): boolean {
    const gapless = this.#desired.push(patch);
    this.#turn.schedule();
    return gapless;
  }

  offline(): void {
    this.#queue.offline();
    this.#reporter.offline();
    this.#desired.offline();
    this.#link = undefined;
  }

  /** Resolves when the hub has taken what was produced so far; rejects when the session closes before. */
  async flush(): Promise<void> {
    if (this.#turn.pending) await Promise.resolve();
    await this.#emitter.settled();
    await this.#queue.idle();
    await this.#reporter.idle();
  }

  /** The app stops what it does; what it still sets goes out. Never rejects. */
  async stopProducing(): Promise<void> {
    this.#poller.stop();
    await this.#hooks.stop();
  }

  /** After the session's signal has aborted. */
  async close(): Promise<void> {
    const reason = new PnpError('PNP_SESSION_CLOSED', 'the session is closed');
    this.#sampling.close();
    this.#queue.close(reason);
    this.#reporter.close(reason);
    this.#link = undefined;
    this.#ready.resolve(); // commands that waited are answered that it closes
    for (const writables of this.#writables.values()) {
      for (const writable of writables.values()) writable.abort('the session closes');
    }
    await this.#streaming;
    this.#bound.release();
  }

  #writablesOf(part: Part): Writable[] {
    const { initialAck } = this.options;
    const report = (path: PropertyPath, value: Json) => {
      this.#reporter.want(path, value);
      this.#turn.schedule();
    };
    const retract = (path: PropertyPath) => this.#reporter.forget(path);
    const writables = new Map<PropertyMember, Writable>();
    for (const member of part.compiled.properties.values()) {
      if (!member.writable) continue;
      writables.set(
        member,
        new Writable(this.context, { part, member, initialAck, report, retract }),
      );
    }
    this.#writables.set(part, writables);
    return [...writables.values()];
  }

  #startProducing(): void {
    for (const part of this.#bound.parts) {
      for (const member of part.compiled.properties.values()) {
        const slot = part.slots.get(member.name);
        if (!member.writable) this.#reportReadOnly(part, member, () => slot?.get());
      }
    }
    this.#poller.start();
    this.#streaming = this.#streams.run();
  }

  #reportReadOnly({ component }: Part, member: PropertyMember, read: () => unknown): void {
    const { name, schema } = member;
    try {
      const value = read();
      const json = value === undefined || value === null ? null : twinJson(schema.serialize(value));
      this.#reporter.want({ component, property: name }, json);
    } catch (error) {
      const fields = { component, property: name, error: messageOf(error) };
      const code = 'PNP_PROPERTY_REJECTED';
      this.context.tell('warn', 'a property value cannot be used', { code, ...fields });
    }
  }

  /** As it will be sent; a message that would grow beyond the limit keeps its size. */
  #aged(message: TelemetryMessage): TelemetryMessage {
    const aged = agedMessage(message);
    return fits(aged, this.options.maxMessageBytes) ? aged : message;
  }

  #reportThrough(): (patch: JsonObject, signal: AbortSignal) => Promise<void> {
    const send = async (patch: JsonObject, signal: AbortSignal) =>
      this.#link?.report?.(patch, { signal });
    return async (patch, signal) => {
      const through = pipeline(this.context, 'report', (given) => send(given.patch, signal));
      if (through) await through({ patch });
      else await send(patch, signal);
    };
  }
}
