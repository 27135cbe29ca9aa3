import type { Json, JsonObject } from '@iotpnp/model';
import { bind, type Part, type Recorder } from '../bind/bind.js';
import type { Compiled, PropertyMember, TelemetryMember } from '../compile/compiled.js';
import { chain, type TelemetryOperation } from '../middleware.js';
import type { CommandRequest, CommandResult, Link, Twin } from '../plugin/transport.js';
import { Commands } from './commands.js';
import { messageOf, type SessionContext } from './context.js';
import { Desired } from './desired.js';
import { createEmitter, type Emitter } from './emitter.js';
import { Poller, type Sample } from './poller.js';
import { Reporter } from './reporter.js';
import { Streams } from './streams.js';
import { TelemetryQueue } from './telemetry-queue.js';
import { Turn } from './turn.js';
import { Writable } from './writable.js';

export interface DeviceOptions {
  readonly initialAck: 200 | 203;
  readonly maxMessageBytes: number;
}

/** A bound instance at work: its assignments go out, what the hub says comes in. Knows links, not how they come about. */
export class Device implements Recorder {
  readonly #bound;
  readonly #turn: Turn;
  readonly #queue: TelemetryQueue;
  readonly #reporter: Reporter;
  readonly #desired: Desired;
  readonly #commands: Commands;
  readonly #poller: Poller;
  readonly #streams: Streams;
  readonly #writables = new Map<Part, Map<PropertyMember, Writable>>();
  readonly #emitter: Emitter;
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
    this.#turn = new Turn(
      () => context.clock.now(),
      ({ messages }) => {
        for (const message of messages) this.#emitter.emit(message);
        this.#reporter.pump();
      },
    );
    this.#queue = new TelemetryQueue(context, async (batch) => this.#link?.telemetry(batch));
    this.#reporter = new Reporter(context, this.#reportThrough());
    this.#emitter = createEmitter(context, {
      maxMessageBytes: options.maxMessageBytes,
      push: (message) => this.#queue.push(message),
    });
    this.#commands = new Commands(context, parts);
    this.#desired = new Desired(context, {
      writables: parts.flatMap((part) => this.#writablesOf(part)),
      components: compiled.components.keys(),
    });
    const record = (samples: readonly Sample[]) => {
      for (const { part, member, value } of samples) this.telemetry(part, member, value);
    };
    this.#poller = new Poller(context, parts, record);
    this.#streams = new Streams(context, parts, record);
  }

  telemetry(part: Part, member: TelemetryMember, value: unknown): void {
    if (!this.#started || value === undefined || value === null) return;
    try {
      this.#turn.telemetry(part.component, member.name, member.schema.serialize(value));
    } catch (error) {
      const fields = { component: part.component, telemetry: member.name, error: messageOf(error) };
      this.context.log.warn('a telemetry value does not fit its schema, not sent', {
        code: 'PNP_TELEMETRY_REJECTED',
        ...fields,
      });
    }
  }

  property(part: Part, member: PropertyMember, value: unknown): void {
    if (!this.#started) return;
    const writable = this.#writables.get(part)?.get(member);
    if (writable) writable.local(value);
    else this.#reportReadOnly(part, member, value);
    this.#turn.schedule();
  }

  /** Sends one message as it is given; its values are checked against the model by the caller. */
  send(operation: TelemetryOperation): void {
    this.#emitter.emit(operation);
  }

  part(component: string | undefined): Part | undefined {
    return this.#bound.parts.find((part) => part.component === component);
  }

  command(request: CommandRequest): Promise<CommandResult> {
    return this.#commands.handle(request);
  }

  /** A link is being made: what it pushes before its twin is read has to wait. */
  connecting(): void {
    this.#desired.connecting();
  }

  /** The link is there and its twin read: all that waited goes out. */
  online(link: Link, twin: Twin | undefined, options: { anew: boolean }): void {
    this.#link = link;
    const first = !this.#started;
    this.#started = true;
    if (twin) this.#desired.read(twin.desired, options);
    if (first) this.#startProducing(); // its first values go into the first report
    if (twin) this.#reporter.online(twin.reported);
    this.#queue.online();
  }

  /** The twin was read again on a connection that stands. */
  resynced(twin: Twin): void {
    this.#desired.read(twin.desired, { anew: false });
    this.#reporter.online(twin.reported);
  }

  /** False when a patch was missed and the twin has to be read again. */
  desired(patch: JsonObject): boolean {
    const gapless = this.#desired.push(patch);
    this.#turn.schedule();
    return gapless;
  }

  offline(): void {
    this.#queue.offline();
    this.#reporter.offline();
    this.#link = undefined;
  }

  /** Resolves when the hub has taken what was produced so far. */
  async flush(): Promise<void> {
    if (this.#turn.pending) await Promise.resolve();
    await this.#emitter.settled();
    await this.#queue.idle();
    await this.#reporter.idle();
  }

  stopProducing(): void {
    this.#poller.stop();
  }

  /** After the session's signal has aborted. */
  async close(): Promise<void> {
    this.offline();
    await this.#streaming;
    this.#bound.release();
  }

  #writablesOf(part: Part): Writable[] {
    const members = [...part.compiled.properties.values()].filter((member) => member.writable);
    const report = this.#reporter.want.bind(this.#reporter);
    const pairs = members.map((member): [PropertyMember, Writable] => {
      const { initialAck } = this.options;
      const answer: typeof report = (path, value) => {
        report(path, value);
        this.#turn.schedule();
      };
      return [member, new Writable(this.context, { part, member, initialAck, report: answer })];
    });
    this.#writables.set(part, new Map(pairs));
    return pairs.map(([, writable]) => writable);
  }

  #startProducing(): void {
    this.#reportReadOnlys();
    this.#poller.start();
    this.#streaming = this.#streams.run();
  }

  #reportReadOnlys(): void {
    for (const part of this.#bound.parts) {
      for (const member of part.compiled.properties.values()) {
        if (!member.writable)
          this.#reportReadOnly(part, member, part.slots.get(member.name)?.get());
      }
    }
  }

  #reportReadOnly({ component }: Part, { name, schema }: PropertyMember, value: unknown): void {
    let json: Json = null;
    try {
      if (value !== undefined && value !== null) json = schema.serialize(value);
    } catch (error) {
      const fields = { component, property: name, error: messageOf(error) };
      this.context.log.warn('a property value does not fit its schema, not reported', {
        code: 'PNP_PROPERTY_REJECTED',
        ...fields,
      });
      return;
    }
    this.#reporter.want({ component, property: name }, json);
  }

  #reportThrough(): (patch: JsonObject, signal: AbortSignal) => Promise<void> {
    const hooks = this.context.middleware.map(({ report }) => report);
    return (patch, signal) =>
      chain<{ patch: JsonObject }, void>(hooks, async (operation) =>
        this.#link?.report?.(operation.patch, { signal }),
      )({ patch });
  }
}
