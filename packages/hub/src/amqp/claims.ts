import type { HubClock } from '../clock.js';

/** Until when a connection may do what it does. */
export class Claims {
  readonly #clock: HubClock;
  readonly #onExpired: () => void;
  #until = 0;
  #stop: (() => void) | undefined;

  constructor(clock: HubClock, onExpired: () => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  get isGranted(): boolean {
    return this.#until > this.#clock.now();
  }

  /** A token was shown that is good until then; an earlier one may be good for longer. */
  grant(until: number): void {
    if (until <= this.#until) return;
    this.#until = until;
    this.#stop?.();
    this.#stop =
      until === Infinity
        ? undefined
        : this.#clock.after(until - this.#clock.now(), this.#onExpired);
  }

  /** Nothing expires any more. */
  close(): void {
    this.#stop?.();
  }
}
