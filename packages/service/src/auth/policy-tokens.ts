import type { ServiceClock } from '../clock.js';
import type { PolicyConnection } from './connection-string.js';
import { sasToken } from './sas.js';

/** How long a token is good for. */
export const TOKEN_MS = 60 * 60_000;
/** It is made anew so long before its end: a request under way outlives the change, and clocks differ. */
export const RENEW_EARLY_MS = 15 * 60_000;

/** Tokens of a shared access policy: made when needed, kept while good. */
export class PolicyTokens {
  readonly #connection: PolicyConnection;
  readonly #clock: ServiceClock;
  #hub: { readonly text: string; readonly expiresAt: number } | undefined;

  constructor(connection: PolicyConnection, clock: ServiceClock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** For the hub as a whole, one for many requests. */
  hub(): string {
    const now = this.#clock.now();
    if (this.#hub === undefined || this.#hub.expiresAt - RENEW_EARLY_MS <= now) {
      this.#hub = { text: this.fresh(), expiresAt: now + TOKEN_MS };
    }
    return this.#hub.text;
  }

  /** For the hub as a whole, with all its time before it. */
  fresh(): string {
    const { host, policy, key } = this.#connection;
    const expiresAt = this.#clock.now() + TOKEN_MS;
    return sasToken({ resource: host, policy, key: Buffer.from(key, 'base64'), expiresAt });
  }

  /** For the Event Hubs-compatible endpoint, which takes the key as text. */
  eventHub(resource: string): string {
    const { policy, key } = this.#connection;
    return sasToken({ resource, policy, key, expiresAt: this.#clock.now() + TOKEN_MS });
  }
}
