import type { Json, JsonObject } from '@iotpnp/model';
import type { Cancel } from '../clock.js';
import { propertyAt, reportedPatch, type PropertyPath } from '../convention.js';
import { isConnectionError } from '../plugin/connection-error.js';
import { exponentialBackoff } from './backoff.js';
import { messageOf, type SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { fitting, keyOf, MAX_REPORTED_BYTES, otherBytes, sum } from './reported-budget.js';
import { ReportedEntry } from './reported-entry.js';
import { Waiters } from './waiters.js';

const DEADLINE_MS = 30_000;

/**
 * Keeps the hub's reported properties equal to the device's: what is wanted is compared with what
 * the hub has acknowledged, and the difference goes out as one patch, one patch at a time.
 */
export class Reporter {
  readonly #entries = new Map<string, ReportedEntry>();
  readonly #backoff;
  readonly #waiters = new Waiters();
  /** Of the link that is there: aborts what it has not answered when it goes. */
  #link: AbortController | undefined;
  #sending = false;
  #held = false;
  /** Backing off: what changes meanwhile waits too. */
  #paused = false;
  /** As read last: what the hub holds of an entry made later stands there. */
  #reported: JsonObject = {};
  /** What the hub holds besides the entries. */
  #otherBytes = 0;
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
    this.#entry(path).want(value);
  }

  /** As {@link want}, and sent even if the hub holds just that. */
  post(path: PropertyPath, value: Json): void {
    this.want(path, value);
    this.#entry(path).forced = true;
  }

  /** Nothing is wanted any more: what was said to another twin says nothing to this one. */
  forget(path: PropertyPath): void {
    this.#entries.delete(keyOf(path));
  }

  /** The twin is being read: nothing is sent before it is known what the hub holds. */
  hold(): void {
    this.#held = true;
  }

  /** The twin was read: what differs from it is sent again, changes made while away included. */
  online(reported: JsonObject): void {
    this.#reported = reported;
    for (const entry of this.#entries.values()) {
      entry.holds(propertyAt(reported, entry));
      entry.dirty = true;
    }
    this.#count();
    this.#held = false;
    this.#link ??= new AbortController();
    this.pump();
  }

  /** The link is gone: what it has not answered counts as not sent; the next twin read tells what arrived. */
  offline(): void {
    this.#cancelRetry();
    this.#paused = false;
    this.#link?.abort(new Error('the link is gone'));
    this.#link = undefined;
    this.#sending = false;
  }

  /** Sends what differs, unless a patch is under way; then it follows behind. */
  pump(): void {
    if (this.#sending) return;
    const entries = this.#withinLimit(
      [...this.#entries.values()].filter((entry) => entry.dirty && entry.differs),
    );
    if (entries.length === 0) this.#waiters.done();
    const link = this.#link;
    if (entries.length === 0 || !link || this.#held || this.#paused) return;
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
    this.#paused = true;
    this.#cancelRetry();
    this.#cancelRetry = clock.after(retryInMs, () => {
      this.#paused = false;
      this.pump();
    });
  }

  /** What does not fit stays here, until there is room for it. */
  #withinLimit(entries: readonly ReportedEntry[]): readonly ReportedEntry[] {
    if (entries.length === 0) return entries;
    const all = [...this.#entries.values()];
    const free = MAX_REPORTED_BYTES - this.#otherBytes - sum(all.map((each) => each.heldBytes));
    const changes = entries.map((entry) => {
      const { heldBytes, wantedBytes } = entry;
      return { entry, heldBytes, wantedBytes };
    });
    const fit = fitting(changes, free);
    if (fit.length === changes.length) return entries;
    const over = changes.filter((change) => !fit.includes(change) && !change.entry.told);
    for (const { entry, wantedBytes } of over) {
      entry.told = true;
      const sizes = all.flatMap(({ component, property, heldBytes }) =>
        heldBytes > 0 ? [[[component, property].filter(Boolean).join('.'), heldBytes]] : [],
      );
      const { component, property } = entry;
      this.context.tell('error', 'a property does not fit into the reported state', {
        code: 'PNP_REPORT_TOO_LARGE',
        component,
        property,
        error: `it has ${wantedBytes} bytes, ${Math.max(0, free)} of ${MAX_REPORTED_BYTES} are free`,
        hint: 'report less, or remove other properties by assigning undefined',
        sizes: Object.fromEntries(sizes) as Readonly<Record<string, number>>,
      });
    }
    return fit.map(({ entry }) => entry);
  }

  #count(): void {
    this.#otherBytes = otherBytes(this.#reported, [...this.#entries.values()]);
  }

  /** One patch; when the hub refuses it for its content, its halves, down to the property at fault. */
  async #deliver(entries: readonly ReportedEntry[], link: AbortController): Promise<void> {
    const values = entries.map(({ value }) => value);
    const patch = reportedPatch(
      entries.map(({ component, property, patch: value }) => ({ component, property, value })),
    );
    const forced = entries.filter((entry) => entry.forced);
    for (const entry of entries) entry.dirty = entry.forced = false;
    const { clock } = this.context;
    const { signal } = link;
    try {
      const options = { clock, signal, afterMs: DEADLINE_MS, what: 'a reported patch' };
      await withDeadline(options, (deadline) => this.send(patch, deadline));
    } catch (error) {
      const isRefusal = !isConnectionError(error) && !signal.aborted;
      if (isRefusal && entries.length === 1) {
        this.#tellRefused(entries[0] as ReportedEntry, error);
        return;
      }
      for (const entry of entries) entry.dirty = true;
      for (const entry of forced) entry.forced = true;
      if (isDeadline(error)) entries.forEach((entry, at) => entry.mayHold(values[at] ?? null));
      if (!isRefusal) throw error;
      const middle = entries.length >> 1;
      await this.#deliver(entries.slice(0, middle), link);
      await this.#deliver(entries.slice(middle), link);
      return;
    }
    if (signal.aborted) {
      for (const entry of forced) entry.forced = entry.dirty = true;
      return;
    }
    entries.forEach((entry, at) => {
      entry.took(values[at] ?? null);
    });
  }

  #tellRefused({ component, property }: ReportedEntry, error: unknown): void {
    this.context.tell('error', 'the hub refuses a reported property', {
      code: 'PNP_REPORT_REJECTED',
      component,
      property,
      error: messageOf(error),
    });
  }

  #entry({ component, property }: PropertyPath): ReportedEntry {
    const key = keyOf({ component, property });
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = new ReportedEntry({ component, property });
      this.#entries.set(key, entry);
      entry.holds(propertyAt(this.#reported, entry));
      if (entry.heldBytes > 0) this.#count();
    }
    return entry;
  }
}

function isDeadline(error: unknown): boolean {
  return isConnectionError(error) && error.code === 'PNP_DEADLINE';
}
