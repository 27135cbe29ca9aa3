/** Milliseconds to wait before another try. */
export interface Backoff {
  /** `attempt` counts from 0. */
  delayMs(attempt: number): number;
}

/** Doubling from `firstMs` up to `mostMs`, half of it by chance, so that a fleet does not return in step. */
export function exponentialBackoff(firstMs: number, mostMs: number, random: () => number): Backoff {
  return {
    delayMs(attempt) {
      const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30));
      return Math.round(full / 2 + (full / 2) * random());
    },
  };
}
