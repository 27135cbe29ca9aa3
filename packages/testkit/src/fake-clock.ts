import type { Cancel, Clock } from '@iotpnp/core';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Time that passes when a test says so: nothing waits for the machine's clock.
 * @example const clock = new FakeClock(); clock.after(5_000, ring); await clock.advance(5_000);
 */
export class FakeClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  /** Begins at `startMs` since the epoch; by default at 2026-01-01T00:00:00Z. */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer: Timer = { at: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Milliseconds until each timer, soonest first. Empty when nothing waits for the clock any more. */
  get waiting(): number[] {
    return [...this.#timers].map(({ at }) => at - this.#nowMs).toSorted((a, b) => a - b);
  }

  /** Lets `ms` pass: the timers of that time run in order, each followed by what it sets off. */
  async advance(ms: number): Promise<void> {
    const end = this.#nowMs + ms;
    for (;;) {
      await settled();
      const due = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      const [next] = due;
      if (!next) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.at);
      next.run();
    }
    this.#nowMs = Math.max(this.#nowMs, end);
  }
}

/** Resolves when everything that waits for nothing outside the program has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
