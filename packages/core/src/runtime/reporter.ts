import type { Json, JsonObject } from '@iotpnp/model';
import { propertyAt, reportedPatch, type PropertyPath } from '../convention.js';
import { jsonEqual } from '../json-equal.js';
import { mergePatchBetween } from '../merge-patch.js';
import { isConnectionError } from '../plugin/connection-error.js';
import { exponentialBackoff } from './backoff.js';
import { messageOf, type SessionContext } from './context.js';
import { withDeadline } from './deadline.js';

const DEADLINE_MS = 30_000;

interface Entry extends PropertyPath {
  /** The value the hub should hold; null for none. */
  value: Json;
  /** What the hub is known to hold; undefined for nothing. */
  acked: Json | undefined;
  dirty: boolean;
}

/**
 * Keeps the hub's reported properties equal to the device's: what is wanted is compared with what
 * the hub has acknowledged, and the difference goes out as one patch, one patch at a time.
 */
export class Reporter {
  readonly #entries = new Map<string, Entry>();
  readonly #backoff;
  #online = false;
  #sending = false;
  #failures = 0;
  #cancelRetry = () => {};
  #waiting: (() => void)[] = [];

  constructor(
    readonly context: SessionContext,
    readonly send: (patch: JsonObject, signal: AbortSignal) => Promise<void>,
  ) {
    this.#backoff = exponentialBackoff(1_000, 60_000, context.random);
  }

  /** The value the hub should hold from now on. {@link pump} sends it. */
  want(path: PropertyPath, value: Json): void {
    const entry = this.#entry(path);
    entry.value = value;
    entry.dirty = true;
  }

  /** The twin was read: what differs from it is sent again, changes made while away included. */
  online(reported: JsonObject): void {
    for (const entry of this.#entries.values()) {
      entry.acked = propertyAt(reported, entry);
      entry.dirty = true;
    }
    this.#online = true;
    this.pump();
  }

  offline(): void {
    this.#online = false;
    this.#cancelRetry();
  }

  /** Sends what differs, unless a patch is under way; then it follows behind. */
  pump(): void {
    if (!this.#online || this.#sending) return;
    const entries = [...this.#entries.values()].filter((entry) => entry.dirty && differs(entry));
    if (entries.length === 0) {
      for (const done of this.#waiting.splice(0)) done();
      return;
    }
    this.#sending = true;
    this.#deliver(entries).then(
      () => this.#sent(true),
      (error: unknown) => this.#failed(error),
    );
  }

  /** Resolves when the hub holds all that is wanted. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.pump();
    });
  }

  #sent(succeeded: boolean): void {
    this.#sending = false;
    if (succeeded) this.#failures = 0;
    this.pump();
  }

  #failed(error: unknown): void {
    this.#sending = false;
    const { log, clock } = this.context;
    if (!this.#online) return; // the next twin read tells what arrived
    const retryInMs = this.#backoff.delayMs(this.#failures++);
    log.warn('report not delivered, trying again', { error: messageOf(error), retryInMs });
    this.#cancelRetry();
    this.#cancelRetry = clock.after(retryInMs, () => this.pump());
  }

  /** One patch; when the hub refuses it for its content, its halves, down to the property at fault. */
  async #deliver(entries: readonly Entry[]): Promise<void> {
    const values = entries.map(({ value }) => value);
    const patch = reportedPatch(
      entries.map(({ component, property, value, acked }) => ({
        component,
        property,
        value: mergePatchBetween(acked, value),
      })),
    );
    for (const entry of entries) entry.dirty = false;
    const { clock, signal } = this.context;
    try {
      const options = { clock, signal, afterMs: DEADLINE_MS, what: 'a reported patch' };
      await withDeadline(options, (deadline) => this.send(patch, deadline));
    } catch (error) {
      if (isConnectionError(error) || signal.aborted) {
        for (const entry of entries) entry.dirty = true;
        throw error;
      }
      if (entries.length === 1) this.#rejected(entries[0] as Entry, error);
      else {
        const middle = entries.length >> 1;
        await this.#deliver(entries.slice(0, middle));
        await this.#deliver(entries.slice(middle));
      }
      return;
    }
    entries.forEach((entry, at) => {
      entry.acked = values[at] === null ? undefined : values[at];
    });
  }

  #rejected({ component, property }: Entry, error: unknown): void {
    const fields = { code: 'PNP_REPORT_REJECTED', component, property, error: messageOf(error) };
    this.context.log.error('the hub refuses a reported property', fields);
  }

  #entry({ component, property }: PropertyPath): Entry {
    const key = `${component ?? ''}/${property}`;
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { component, property, value: null, acked: undefined, dirty: false };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}

function differs({ value, acked }: Entry): boolean {
  return !jsonEqual(value === null ? undefined : value, acked);
}
