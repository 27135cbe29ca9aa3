import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import type { Cancel } from '../clock.js';
import { propertyAt, reportedPatch, type PropertyPath } from '../convention.js';
import { jsonEqual } from '../json-equal.js';
import { applyMergePatch, mergePatchBetween, withoutNulls } from '../merge-patch.js';
import { isConnectionError } from '../plugin/connection-error.js';
import { exponentialBackoff } from './backoff.js';
import { messageOf, type SessionContext } from './context.js';
import { withDeadline } from './deadline.js';
import { fitting, MAX_REPORTED_BYTES, otherBytes, propertyBytes, sum } from './reported-budget.js';
import { Waiters } from './waiters.js';

const DEADLINE_MS = 30_000;

interface Entry extends PropertyPath {
  /** The value the hub should hold; null for none. */
  value: Json;
  /** What the hub is known to hold; undefined for nothing. */
  acked: Json | undefined;
  dirty: boolean;
  /** Sent even if the hub holds just that: somebody waits for the event. */
  forced: boolean;
  /** Whether the hub holds `acked` or something made of some of it: it has not answered. */
  unsure: boolean;
  /** Said that it does not fit; forgotten with the next value. */
  told: boolean;
  heldBytes: number;
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
    const entry = this.#entry(path);
    entry.value = value;
    entry.dirty = true;
    entry.told = false;
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
      this.#acked(entry, propertyAt(reported, entry));
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
      [...this.#entries.values()].filter((entry) => entry.dirty && differs(entry)),
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
  #withinLimit(entries: readonly Entry[]): readonly Entry[] {
    if (entries.length === 0) return entries;
    const all = [...this.#entries.values()];
    const free = MAX_REPORTED_BYTES - this.#otherBytes - sum(all.map((each) => each.heldBytes));
    const changes = entries.map((entry) => {
      const wantedBytes = propertyBytes(entry.property, kept(entry.value));
      return { entry, heldBytes: entry.heldBytes, wantedBytes };
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

  #acked(entry: Entry, held: Json | undefined): void {
    entry.acked = held;
    entry.unsure = false;
    entry.heldBytes = propertyBytes(entry.property, held);
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
        this.#tellRefused(entries[0] as Entry, error);
        return;
      }
      for (const entry of entries) entry.dirty = true;
      for (const entry of forced) entry.forced = true;
      if (isDeadline(error))
        entries.forEach((entry, at) => this.#unsure(entry, values[at] ?? null));
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
      this.#acked(entry, kept(values[at] ?? null));
    });
  }

  /** The hub may hold what it did not answer, or what it held before: the next report is right for both. */
  #unsure(entry: Entry, sent: Json): void {
    this.#acked(entry, eitherOf(entry.acked, kept(sent)));
    entry.unsure = true;
  }

  #tellRefused({ component, property }: Entry, error: unknown): void {
    this.context.tell('error', 'the hub refuses a reported property', {
      code: 'PNP_REPORT_REJECTED',
      component,
      property,
      error: messageOf(error),
    });
  }

  #entry({ component, property }: PropertyPath): Entry {
    const key = keyOf({ component, property });
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = {
        component,
        property,
        value: null,
        acked: undefined,
        dirty: false,
        forced: false,
        unsure: false,
        told: false,
        heldBytes: 0,
      };
      this.#entries.set(key, entry);
      this.#acked(entry, propertyAt(this.#reported, entry));
      if (entry.acked !== undefined) this.#count();
    }
    return entry;
  }
}

function keyOf({ component, property }: PropertyPath): string {
  return `${component ?? ''}/${property}`;
}

function differs({ value, acked, forced, unsure }: Entry): boolean {
  return forced || unsure || !jsonEqual(kept(value), acked);
}

/** The keys of both, so that those gone from either are removed. */
function eitherOf(held: Json | undefined, sent: Json | undefined): Json | undefined {
  if (!isJsonObject(sent)) return held ?? sent;
  return isJsonObject(held) ? applyMergePatch(held, sent) : sent;
}

function isDeadline(error: unknown): boolean {
  return isConnectionError(error) && error.code === 'PNP_DEADLINE';
}

/** What the hub holds once it has merged a value. */
function kept(value: Json): Json | undefined {
  return value === null ? undefined : withoutNulls(value);
}
