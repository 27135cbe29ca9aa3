import type { TierLimits } from './tiers.js';

const DAY_MS = 86_400_000;
const NOTHING = { day: 0, used: 0 };

/** Counts the messages of a UTC day. Knows no clock of its own: it is told the time. */
export class DailyQuota {
  readonly #limits: TierLimits;
  #counted = NOTHING;

  constructor(limits: TierLimits) {
    this.#limits = limits;
  }

  /** Whether nothing more goes through until the next UTC day. */
  isSpent(now: number): boolean {
    return this.#of(now).used >= this.#limits.messagesPerDay;
  }

  /** Counts something of this size; a size of 0 is a message too. */
  charge(now: number, bytes: number): void {
    const { day, used } = this.#of(now);
    this.#counted = { day, used: used + Math.max(1, Math.ceil(bytes / this.#limits.chunkBytes)) };
  }

  #of(now: number): typeof NOTHING {
    const day = Math.floor(now / DAY_MS);
    return this.#counted.day === day ? this.#counted : { day, used: 0 };
  }
}
