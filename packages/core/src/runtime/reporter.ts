import type { Json, JsonObject } from '@iotpnp/model';
import type { Cancel } from '../clock.js';
import { propertyAt, reportedPatch, type PropertyPath } from '../convention.js';
import { jsonEqual } from '../json-equal.js';
import { mergePatchBetween, withoutNulls } from '../merge-patch.js';
import { isConnectionError } from '../plugin/connection-error.js';
import { exponentialBackoff } from './backoff.js';
import { messageOf, type SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { Waiters } from './waiters.js';

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
  readonly #waiters = new Waiters();
  /** Of the link that is there: aborts what it has not answered when it goes. */
  #link: AbortController | undefined;
  #sending = false;
  #held = false;
  #failures = 0;
  #cancelRetry: Cancel = () => {};

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

  /** The twin is being read: nothing is sent before it is known what the hub holds. */
  hold(): void {
    this.#held = true;
  }

  /** The twin was read: what differs from it is sent again, changes made while away included. */
  online(reported: JsonObject): void {
    for (const entry of this.#entries.values()) {
      entry.acked = propertyAt(reported, entry);
      entry.dirty = true;
    }
    this.#held = false;
    this.#link ??= new AbortController();
    this.pump();
  }

  /** The link is gone: what it has not answered counts as not sent; the next twin read tells what arrived. */
  offline(): void {
    this.#cancelRetry();
    this.#link?.abort(new Error('the link is gone'));
    this.#link = undefined;
    this.#sending = false;
  }

  /** Sends what differs, unless a patch is under way; then it follows behind. */
  pump(): void {
    if (this.#sending) return;
    const entries = [...this.#entries.values()].filter((entry) => entry.dirty && differs(entry));
    if (entries.length === 0) this.#waiters.done();
    const link = this.#link;
    if (entries.length === 0 || !link || this.#held) return;
    this.#sending = true;
    this.#deliver(entries, link).then(
      () => this.#sent(link),
      (error: unknown) => this.#failed(link, error),
    );
  }

  /** Resolves when the hub holds all that is wanted; rejects when the session closes before. */
  idle(): Promise<void> {
    const idle = this.#waiters.wait();
    this.pump();
    return idle;
  }

  close(reason: unknown): void {
    this.offline();
    this.#waiters.close(reason);
  }

  #sent(link: AbortController): void {
    if (link !== this.#link) return;
    this.#sending = false;
    this.#failures = 0;
    this.pump();
  }

  #failed(link: AbortController, error: unknown): void {
    if (link !== this.#link) return;
    this.#sending = false;
    const { log, clock } = this.context;
    const retryInMs = this.#backoff.delayMs(this.#failures++);
    log.warn('report not delivered, trying again', { error: messageOf(error), retryInMs });
    this.#cancelRetry();
    this.#cancelRetry = clock.after(retryInMs, () => this.pump());
  }

  /** One patch; when the hub refuses it for its content, its halves, down to the property at fault. */
  async #deliver(entries: readonly Entry[], link: AbortController): Promise<void> {
    const values = entries.map(({ value }) => value);
    const patch = reportedPatch(
      entries.map(({ component, property, value, acked }) => ({
        component,
        property,
        value: mergePatchBetween(acked, value),
      })),
    );
    for (const entry of entries) entry.dirty = false;
    const { clock } = this.context;
    const { signal } = link;
    try {
      const options = { clock, signal, afterMs: DEADLINE_MS, what: 'a reported patch' };
      await withDeadline(options, (deadline) => this.send(patch, deadline));
    } catch (error) {
      if (isConnectionError(error) || signal.aborted) {
        for (const entry of entries) entry.dirty = true;
        throw error;
      }
      await this.#refused(entries, link, error);
      return;
    }
    if (signal.aborted) return;
    entries.forEach((entry, at) => {
      entry.acked = kept(values[at] ?? null);
    });
  }

  async #refused(entries: readonly Entry[], link: AbortController, error: unknown): Promise<void> {
    const [first, ...more] = entries;
    if (first && more.length === 0) {
      const { component, property } = first;
      const fields = { code: 'PNP_REPORT_REJECTED', component, property, error: messageOf(error) };
      this.context.log.error('the hub refuses a reported property', fields);
      return;
    }
    const middle = entries.length >> 1;
    await this.#deliver(entries.slice(0, middle), link);
    await this.#deliver(entries.slice(middle), link);
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
  return !jsonEqual(kept(value), acked);
}

/** What the hub holds once it has merged a value. */
function kept(value: Json): Json | undefined {
  return value === null ? undefined : withoutNulls(value);
}
