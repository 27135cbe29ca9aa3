import type { HubClock } from '../src/clock.js';

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** A clock that moves when told. */
export class FakeClock implements HubClock {
  readonly #timers = new Set<Timer>();
  #now: number;

  constructor(now = Date.parse('2030-01-01T00:00:00Z')) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { due: this.#now + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Timers that are armed: none may be left behind. */
  get armed(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (let timer = this.#next(until); timer !== undefined; timer = this.#next(until)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.due);
      timer.run();
    }
    this.#now = until;
  }

  #next(until: number): Timer | undefined {
    return [...this.#timers]
      .filter(({ due }) => due <= until)
      .toSorted((a, b) => a.due - b.due)
      .at(0);
  }
}
