import type { Clock } from '../clock.js';
import type { ConnectionError } from '../plugin/connection-error.js';

/** How long a hub may be unreachable before its device asks where it is. */
const UNREACHABLE_MS = 300_000;
/** The shortest time between two such questions, up to a quarter more by chance. */
const SHORTEST_PAUSE_MS = 600_000;

interface ReprovisioningOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** {@link ProvisioningPlugin.reprovisions} */
  readonly asksAgain: boolean;
}

/** When a device that cannot connect asks anew who it is and where its hub is. */
export class Reprovisioning {
  readonly #options: ReprovisioningOptions;
  #failingSinceMs: number | undefined;
  #notBeforeMs = 0;

  constructor(options: ReprovisioningOptions) {
    this.#options = options;
  }

  /** A link was ready. */
  connected(): void {
    this.#failingSinceMs = undefined;
  }

  /** Whether to ask anew, after this failure. A transport that says so itself is always heard. */
  after(cause: ConnectionError): boolean {
    const { clock, asksAgain } = this.#options;
    const now = clock.now();
    this.#failingSinceMs ??= now;
    if (cause.retry === 'reprovision') return this.#ask(now);
    const isDue = cause.retry === 'refused' || now - this.#failingSinceMs >= UNREACHABLE_MS;
    // A clock that was set back must not make it wait for ever.
    const isEarly = now < this.#notBeforeMs && this.#notBeforeMs - now <= 2 * SHORTEST_PAUSE_MS;
    return asksAgain && isDue && !isEarly && this.#ask(now);
  }

  #ask(now: number): true {
    this.#failingSinceMs = now;
    this.#notBeforeMs = now + SHORTEST_PAUSE_MS * (1 + this.#options.random() / 4);
    return true;
  }
}
