import { systemClock, type Clock } from '@iotpnp/core';

/** Saves of several files at once, and of one in several steps, are one change. */
const QUIET_MS = 100;

/** Files that have changed. */
export interface Changes {
  /** In the order of their first change. */
  readonly files: readonly string[];
  /** When the first of them changed, by the clock. */
  readonly since: number;
}

/** Collects changes of files until there are no more for a moment. */
export class ChangeQueue {
  readonly #clock: Clock;
  readonly #files = new Set<string>();
  #since = 0;
  #latest = 0;
  #fault: { readonly error: unknown } | undefined;
  #wake = () => {};

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  add(file: string): void {
    this.#latest = this.#clock.now();
    if (this.isEmpty) this.#since = this.#latest;
    this.#files.add(file);
    this.#wake();
  }

  /** Lets {@link next} reject from now on. */
  fail(error: unknown): void {
    this.#fault = { error };
    this.#wake();
  }

  /** Resolves to what has changed since the last time, when no more does; undefined when aborted. */
  async next(signal: AbortSignal): Promise<Changes | undefined> {
    while (!signal.aborted) {
      if (this.#fault) throw this.#fault.error;
      const restMs = this.#latest + QUIET_MS - this.#clock.now();
      if (!this.isEmpty && restMs <= 0) return this.#taken();
      await this.#news(signal, this.isEmpty ? undefined : restMs);
    }
    return undefined;
  }

  #taken(): Changes {
    const files = [...this.#files];
    this.#files.clear();
    return { files, since: this.#since };
  }

  /** Resolves at the next change, when aborted, and after this time. */
  async #news(signal: AbortSignal, ms: number | undefined): Promise<void> {
    let cancel = () => {};
    let onNews = () => {};
    try {
      await new Promise<void>((resolve) => {
        onNews = resolve;
        this.#wake = resolve;
        signal.addEventListener('abort', onNews, { once: true });
        if (ms !== undefined) cancel = this.#clock.after(ms, resolve);
      });
    } finally {
      cancel();
      signal.removeEventListener('abort', onNews);
    }
  }
}
