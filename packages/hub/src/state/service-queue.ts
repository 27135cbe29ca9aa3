import type { HubClock } from '../clock.js';

/* Source: "Send cloud-to-device messages from an IoT hub", feedback; "Upload files", notifications. */
const LIFE_MS = 3_600_000;
const LOCK_MS = 60_000;
const MAX_DELIVERIES = 10;
/** The hub's own: what nobody takes must not eat the memory. The oldest goes first. */
const MAX_WAITING = 10_000;

interface Entry<T> {
  readonly item: T;
  readonly until: number;
  deliveries: number;
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
  #waiting: Entry<T>[] = [];

  constructor(clock: HubClock) {
    this.#clock = clock;
  }

  add(item: T): void {
    this.#waiting.push({ item, until: this.#clock.now() + LIFE_MS, deliveries: 0 });
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
    this.#tell();
  }

  /** Takes the next few; `undefined` when none waits. */
  take(max: number): Batch<T> | undefined {
    this.#waiting = this.#waiting.filter(({ until }) => until > this.#clock.now());
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
      this.#waiting.unshift(...entries.filter(({ deliveries }) => deliveries < MAX_DELIVERIES));
      this.#tell();
    };
    const stopClock = this.#clock.after(LOCK_MS, release);
    this.#locks.add(unlock);
    return { items: entries.map(({ item }) => item), complete: () => void unlock(), release };
  }

  #tell(): void {
    if (this.#waiting.length === 0) return;
    for (const listener of this.#listeners) listener();
  }
}
