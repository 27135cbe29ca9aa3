import type { HubClock } from '../clock.js';
import { isUnavailable } from './is-unavailable.js';
import { noJournal, type Change, type Journal, type RecordKind } from './journal.js';

/* Source: "Send cloud-to-device messages from an IoT hub", feedback; "Upload files", notifications. */
const LIFE_MS = 3_600_000;
const LOCK_MS = 60_000;
const MAX_DELIVERIES = 10;
/** The hub's own: what nobody takes must not eat the memory. The oldest goes first. */
const MAX_WAITING = 10_000;

const KEY_DIGITS = 16;

interface Entry<T> {
  /** In the journal, when the queue is kept; in the order they came. */
  readonly key: string;
  readonly item: T;
  readonly until: number;
  deliveries: number;
}

/** Where a queue outlives the hub. */
interface Place {
  readonly journal: Journal;
  readonly kind: RecordKind;
}

/** An item before it is in the queue. */
export interface Planned {
  /** What keeps it: nothing when the queue ends with the hub. */
  readonly changes: readonly Change[];
  /** Puts it in, once that is kept. */
  add(): void;
}

/** Items on their way to one receiver, nobody else's meanwhile. It has a minute to settle them. */
export interface Batch<T> {
  readonly items: readonly T[];
  /** They are done with. */
  complete(): void;
  /** They go back to the front of the queue. */
  release(): void;
}

/** What waits for back ends to take it: for an hour, to be delivered ten times at most. */
export class ServiceQueue<T> {
  readonly #clock: HubClock;
  readonly #listeners = new Set<() => void>();
  readonly #locks = new Set<() => void>();
  readonly #place: Place | undefined;
  #waiting: Entry<T>[] = [];
  #last = 0;

  /** Without a place it ends with the hub. @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  constructor(clock: HubClock, place?: Place) {
    this.#clock = clock;
    this.#place = place;
    for (const [key, record] of place?.journal.entries(place.kind) ?? []) {
      // The journal's records were written by `plan`.
      const { item, until } = record as Pick<Entry<T>, 'item' | 'until'>;
      this.#waiting.push({ key, item, until, deliveries: 0 });
      this.#last = Math.max(this.#last, Number(key));
    }
    this.#waiting.sort((a, b) => Number(a.key) - Number(b.key));
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  add(item: T): void {
    const planned = this.plan(item);
    this.#write(planned.changes);
    planned.add();
  }

  /** For what is to be kept together with other changes. */
  plan(item: T): Planned {
    this.#last += 1;
    const key = String(this.#last).padStart(KEY_DIGITS, '0');
    const until = this.#clock.now() + LIFE_MS;
    const kind = this.#place?.kind;
    return {
      changes: kind === undefined ? [] : [{ kind, key, record: { item, until } }],
      add: () => {
        this.#waiting.push({ key, item, until, deliveries: 0 });
        if (this.#waiting.length > MAX_WAITING) this.#forget(this.#waiting.splice(0, 1));
        this.#tell();
      },
    };
  }

  /** Takes the next few; `undefined` when none waits. */
  take(max: number): Batch<T> | undefined {
    const now = this.#clock.now();
    this.#forget(this.#waiting.filter(({ until }) => until <= now));
    this.#waiting = this.#waiting.filter(({ until }) => until > now);
    const entries = this.#waiting.splice(0, max);
    return entries.length === 0 ? undefined : this.#lock(entries);
  }

  /** Calls `listener` whenever something may be taken. Returns its removal. */
  onWaiting(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    for (const unlock of this.#locks) unlock();
    this.#listeners.clear();
    this.#waiting = [];
  }

  #lock(entries: readonly Entry<T>[]): Batch<T> {
    for (const entry of entries) entry.deliveries += 1;
    const unlock = (): boolean => {
      stopClock();
      return this.#locks.delete(unlock);
    };
    const release = (): void => {
      if (!unlock()) return;
      this.#forget(entries.filter(({ deliveries }) => deliveries >= MAX_DELIVERIES));
      this.#waiting.unshift(...entries.filter(({ deliveries }) => deliveries < MAX_DELIVERIES));
      this.#tell();
    };
    const stopClock = this.#clock.after(LOCK_MS, release);
    this.#locks.add(unlock);
    const complete = (): void => {
      if (unlock()) this.#forget(entries);
    };
    return { items: entries.map(({ item }) => item), complete, release };
  }

  #forget(entries: readonly Entry<T>[]): void {
    const kind = this.#place?.kind;
    if (kind === undefined || entries.length === 0) return;
    try {
      this.#write(entries.map(({ key }) => ({ kind, key })));
    } catch (error) {
      // They are gone here, and come again after the next start if their hour is not over.
      if (!isUnavailable(error)) throw error;
    }
  }

  #write(changes: readonly Change[]): void {
    if (changes.length > 0) (this.#place?.journal ?? noJournal).write(changes);
  }

  #tell(): void {
    if (this.#waiting.length === 0) return;
    for (const listener of this.#listeners) listener();
  }
}
