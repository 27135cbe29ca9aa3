import { RENEW_EARLY_MS, TOKEN_MS } from '../auth/policy-tokens.js';
import type { AmqpConnection, Waiting } from './amqp-connection.js';
import { AmqpRequests } from './amqp-requests.js';

const SUBJECT = 'the token';

/** What a connection may do, and the token that says so. */
export interface Claim {
  /** As in `sb://host/entity`. */
  readonly audience: string;
  readonly token: () => string;
}

/** Keeps a connection authorised over `$cbs`: each claim is put, and put again before its token ends. */
export class Cbs {
  readonly #connection: AmqpConnection;
  readonly #requests: AmqpRequests;
  readonly #waiting: Waiting;

  private constructor(connection: AmqpConnection, requests: AmqpRequests, waiting: Waiting) {
    this.#connection = connection;
    this.#requests = requests;
    this.#waiting = waiting;
  }

  /** `waiting.signal` also ends the renewals. */
  static async open(connection: AmqpConnection, waiting: Waiting): Promise<Cbs> {
    const requests = await AmqpRequests.open(connection, '$cbs', { ...waiting, subject: SUBJECT });
    return new Cbs(connection, requests, waiting);
  }

  /** @throws PNP_SERVICE_UNAUTHORIZED */
  async put(claim: Claim): Promise<void> {
    const properties = {
      operation: 'put-token',
      type: 'servicebus.windows.net:sastoken',
      name: claim.audience,
    };
    const request = { properties, body: claim.token() };
    await this.#requests.ask(request, this.#waiting);
    this.#renew(claim);
  }

  #renew(claim: Claim): void {
    const { clock, signal } = this.#waiting;
    const stop = (): void => {
      cancel();
      forget();
      signal.removeEventListener('abort', stop);
    };
    const cancel = clock.after(TOKEN_MS - RENEW_EARLY_MS, () => {
      stop();
      this.put(claim).catch((error: unknown) => this.#connection.breakOff(error));
    });
    const forget = this.#connection.onEnd(stop);
    signal.addEventListener('abort', stop, { once: true });
  }
}
