import type { TelemetryMessage } from '../plugin/transport.js';
import { exponentialBackoff } from './backoff.js';
import { messageOf, type SessionContext } from './context.js';
import { isConnectionError } from '../plugin/connection-error.js';

/** How many messages wait while the hub is away; then the oldest go. */
const LIMIT = 10_000;
/** How many are under way at once: enough to hide the round trip, few enough to send again. */
const BATCH = 64;

/** Telemetry on its way: in order, kept in memory while the hub is away. */
export class TelemetryQueue {
  readonly #messages: TelemetryMessage[] = [];
  readonly #backoff;
  #online = false;
  #sending = false;
  #failures = 0;
  #dropped = 0;
  #cancelRetry = () => {};
  #waiting: (() => void)[] = [];

  constructor(
    readonly context: SessionContext,
    readonly send: (batch: readonly TelemetryMessage[]) => Promise<void>,
  ) {
    this.#backoff = exponentialBackoff(1_000, 60_000, context.random);
  }

  /** How many messages were dropped for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  push(message: TelemetryMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > LIMIT) {
      this.#messages.shift();
      if (this.#dropped++ === 0) {
        this.context.log.warn('telemetry queue full, the oldest messages are dropped', {
          limit: LIMIT,
        });
      }
    }
    this.#pump();
  }

  online(): void {
    this.#online = true;
    this.#pump();
  }

  offline(): void {
    this.#online = false;
    this.#cancelRetry();
  }

  /** Resolves when the hub has taken all that was pushed so far. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#messages.length === 0 && !this.#sending) {
      for (const done of this.#waiting.splice(0)) done();
      return;
    }
    if (!this.#online || this.#sending) return;
    this.#sending = true;
    const batch = this.#messages.splice(0, BATCH);
    this.send(batch).then(
      () => {
        this.#sending = false;
        this.#failures = 0;
        this.#pump();
      },
      (error: unknown) => this.#failed(batch, error),
    );
  }

  #failed(batch: readonly TelemetryMessage[], error: unknown): void {
    this.#sending = false;
    const { log, clock } = this.context;
    if (!isConnectionError(error) && !this.context.signal.aborted) {
      const fields = {
        code: 'PNP_TELEMETRY_REJECTED',
        messages: batch.length,
        error: messageOf(error),
      };
      log.error('the hub refuses telemetry', fields);
      this.#pump();
      return;
    }
    this.#messages.unshift(...batch);
    if (!this.#online) return;
    const retryInMs = this.#backoff.delayMs(this.#failures++);
    log.warn('telemetry not delivered, trying again', { error: messageOf(error), retryInMs });
    this.#cancelRetry();
    this.#cancelRetry = clock.after(retryInMs, () => this.#pump());
  }
}
