import type { Cancel } from '../clock.js';
import { isConnectionError } from '../plugin/connection-error.js';
import type { TelemetryMessage } from '../plugin/transport.js';
import { exponentialBackoff } from './backoff.js';
import { messageOf, type SessionContext } from './context.js';
import { Waiters } from './waiters.js';

/** How many are under way at once: enough to hide the round trip, few enough to send again. */
const WINDOW = 64;
/** A link that takes nothing for this long is given up. */
const STALL_MS = 60_000;

/** What is kept of the telemetry produced while the hub is away. It is in memory: a restart loses it. */
export interface TelemetryQueuePolicy {
  /** How many messages wait at most. Default 10000. */
  readonly limit?: number;
  /** Which go when there are more. Default `drop-oldest`. */
  readonly overflow?: 'drop-oldest' | 'drop-newest';
}

export interface TelemetryQueueOptions extends TelemetryQueuePolicy {
  /** Resolves when the hub has taken the message. */
  readonly send: (message: TelemetryMessage) => Promise<void>;
  /** The link takes nothing any more. */
  readonly stalled: () => void;
  /** A message that has to wait for a link, as it will be sent: marked with its age. */
  readonly aged: (message: TelemetryMessage) => TelemetryMessage;
}

const DEFAULT_LIMIT = 10_000;

/** Telemetry on its way: in order, kept in memory while the hub is away, delivered at least once. */
export class TelemetryQueue {
  readonly #backoff;
  readonly #waiters = new Waiters();
  #waiting: TelemetryMessage[] = [];
  /** Sent and not yet taken, in order. A new set for each link: what an older link still says is not heard. */
  #underWay = new Set<TelemetryMessage>();
  #online = false;
  #paused = false;
  #failures = 0;
  /** For want of room, since the last link came. */
  #dropped = 0;
  #cancelRetry: Cancel = () => {};
  #cancelWatch: Cancel | undefined;
  #lastTakenMs = 0;

  constructor(
    readonly context: SessionContext,
    readonly options: TelemetryQueueOptions,
  ) {
    this.#backoff = exponentialBackoff(1_000, 60_000, context.random);
  }

  /** Messages that wait, and those under way. */
  get size(): number {
    return this.#waiting.length + this.#underWay.size;
  }

  push(message: TelemetryMessage): void {
    const { limit = DEFAULT_LIMIT, overflow = 'drop-oldest', aged } = this.options;
    const full = this.#waiting.length >= limit;
    if (full) this.#drop(limit, overflow);
    if (!full || overflow === 'drop-oldest') {
      this.#waiting.push(this.#online ? message : aged(message));
    }
    this.#pump();
  }

  online(): void {
    this.#online = true;
    this.#paused = false;
    this.#lastTakenMs = this.context.clock.now();
    if (this.#dropped > 0) {
      const fields = { code: 'PNP_TELEMETRY_DROPPED', messages: this.#dropped };
      this.context.log.warn('telemetry was dropped while the hub was away', fields);
      this.#dropped = 0;
    }
    this.#pump();
  }

  /** What the link has not taken is sent again over the next one. */
  offline(): void {
    this.#online = false;
    this.#cancelRetry();
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    this.#waiting.unshift(...this.#underWay);
    this.#underWay = new Set();
  }

  /** Resolves when the hub has taken all that was pushed; rejects when the session closes before. */
  idle(): Promise<void> {
    const idle = this.#waiters.wait();
    this.#pump();
    return idle;
  }

  close(reason: unknown): void {
    this.offline();
    this.#waiters.close(reason);
  }

  #drop(limit: number, overflow: 'drop-oldest' | 'drop-newest'): void {
    if (overflow === 'drop-oldest') this.#waiting.shift();
    this.context.counters.telemetry.dropped += 1;
    if (this.#dropped++ > 0) return; // told once, counted at the return
    const error = `more than ${limit} messages wait for the hub`;
    const fields = { code: 'PNP_TELEMETRY_DROPPED', limit, overflow, error } as const;
    this.context.tell('warn', 'the telemetry queue is full, messages are dropped', fields);
  }

  #pump(): void {
    if (this.#waiting.length === 0 && this.#underWay.size === 0) this.#waiters.done();
    if (!this.#online || this.#paused) return;
    while (this.#waiting.length > 0 && this.#underWay.size < WINDOW) {
      this.#send(this.#waiting.shift() as TelemetryMessage);
    }
  }

  #send(message: TelemetryMessage): void {
    const underWay = this.#underWay;
    // Sent again after a failure it still waits since before.
    if (underWay.size === 0 && this.#failures === 0) this.#lastTakenMs = this.context.clock.now();
    underWay.add(message);
    this.#cancelWatch ??= this.#watch();
    this.options.send(message).then(
      () => {
        if (underWay !== this.#underWay) return;
        underWay.delete(message);
        this.#failures = 0;
        this.context.counters.telemetry.sent += 1;
        this.#lastTakenMs = this.context.clock.now();
        this.#pump();
      },
      (error: unknown) => {
        if (underWay === this.#underWay) this.#failed(message, error);
      },
    );
  }

  #failed(message: TelemetryMessage, error: unknown): void {
    const { log, clock } = this.context;
    if (!isConnectionError(error)) {
      this.#underWay.delete(message);
      const { component } = message;
      this.context.counters.telemetry.refused += 1;
      const fields = {
        code: 'PNP_TELEMETRY_REJECTED',
        component,
        error: messageOf(error),
      } as const;
      this.context.tell('error', 'the hub refuses a telemetry message', fields);
      this.#pump();
      return;
    }
    // The others under way keep their order behind it.
    this.#waiting.unshift(...this.#underWay);
    this.#underWay = new Set();
    this.#paused = true;
    const retryInMs = this.#backoff.delayMs(this.#failures++);
    log.warn('telemetry not delivered, trying again', { error: messageOf(error), retryInMs });
    this.#cancelRetry();
    this.#cancelRetry = clock.after(retryInMs, () => {
      this.#paused = false;
      this.#pump();
    });
  }

  /** One timer for all that is under way, looking now and then, in place of one for each message. */
  #watch(): Cancel {
    const { clock } = this.context;
    return clock.after(STALL_MS, () => {
      this.#cancelWatch = undefined;
      if (this.#underWay.size === 0) return;
      if (clock.now() - this.#lastTakenMs >= STALL_MS) this.options.stalled();
      else this.#cancelWatch = this.#watch();
    });
  }
}
