import type { Pace } from './tiers.js';

/**
 * Lets so many through in such a time, the first of them at once; a later one may wait for its
 * turn, if that is soon enough. Knows no clock of its own: it is told the time.
 */
export class Rate {
  readonly #eachMs: number;
  readonly #atOnceMs: number;
  readonly #patienceMs: number;
  /** When everything let through so far would have been, had it come at an even pace. */
  #due = Number.NEGATIVE_INFINITY;

  /** `patienceMs` is how long something may wait for its turn. */
  constructor({ count, perMs }: Pace, patienceMs = 0) {
    this.#eachMs = perMs / count;
    this.#atOnceMs = perMs;
    this.#patienceMs = patienceMs;
  }

  /** In how many ms its turn comes, 0 for now; `undefined`, and nothing is counted, for not soon enough. */
  take(now: number, cost = 1): number | undefined {
    // A clock that was set back must not close the door for long.
    this.#due = Math.min(this.#due, now + this.#atOnceMs + this.#patienceMs);
    const due = Math.max(this.#due, now) + cost * this.#eachMs;
    const waitMs = Math.max(0, due - now - this.#atOnceMs);
    if (waitMs > this.#patienceMs) return undefined;
    this.#due = due;
    return waitMs;
  }
}
