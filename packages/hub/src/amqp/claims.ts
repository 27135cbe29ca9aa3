import { covers } from '../auth/resource-path.js';
import type { HubClock } from '../clock.js';

/** What a token lets a back end do, and until when. */
export interface Grant {
  /** In milliseconds since 1970. */
  readonly until: number;
  /** What it is for, in small letters: these parts of an address and all behind; all there is without any. */
  readonly path: readonly string[];
}

/** Each is of a token that was signed; the oldest make room. */
const MAX_GRANTS = 256;

/** Until when a connection may do what it does. */
export class Claims {
  readonly #clock: HubClock;
  readonly #onExpired: () => void;
  readonly #grants = new Map<string, Grant>();
  #until = 0;
  #stop: (() => void) | undefined;

  constructor(clock: HubClock, onExpired: () => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** Whether any token is good. */
  get isGranted(): boolean {
    return this.#until > this.#clock.now();
  }

  /** Whether a token is good for this address, in small letters. */
  admits(place: string): boolean {
    const asked = place.split('/');
    const now = this.#clock.now();
    return [...this.#grants.values()].some(({ until, path }) => until > now && covers(path, asked));
  }

  /** A token was shown; an earlier one may be good for longer. */
  grant(grant: Grant): void {
    this.#remember(grant);
    const { until } = grant;
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

  #remember(grant: Grant): void {
    const key = grant.path.join('/');
    const known = this.#grants.get(key);
    if (known !== undefined && known.until >= grant.until) return;
    this.#grants.delete(key);
    this.#grants.set(key, grant);
    const [oldest] = this.#grants.keys();
    if (this.#grants.size > MAX_GRANTS && oldest !== undefined) this.#grants.delete(oldest);
  }
}
