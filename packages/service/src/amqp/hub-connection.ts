import type { Sender } from 'rhea';
import type { PolicyConnection } from '../auth/connection-string.js';
import type { PolicyTokens } from '../auth/policy-tokens.js';
import type { ServiceClock } from '../clock.js';
import { AmqpConnection } from './amqp-connection.js';
import { Cbs } from './cbs.js';

const AMQPS_PORT = 5_671;

export interface HubConnectionParts {
  readonly connection: PolicyConnection;
  readonly tokens: PolicyTokens;
  readonly ca: string | undefined;
  readonly clock: ServiceClock;
  /** Aborted when the service is closed. */
  readonly closed: AbortSignal;
}

/** Where AMQP is spoken: on the port everything is on, where HostName names one. */
export function amqpPlace({ connection: { host, port = AMQPS_PORT }, ca }: HubConnectionParts) {
  return { host, port, ca };
}

/** The AMQP connection to the hub that messages to devices go over, made when needed and made again after it was lost. */
export class HubConnection {
  readonly #parts: HubConnectionParts;
  #opening: Promise<AmqpConnection> | undefined;
  #sender: { readonly of: AmqpConnection; readonly sender: Promise<Sender> } | undefined;

  constructor(parts: HubConnectionParts) {
    this.#parts = parts;
    parts.closed.addEventListener('abort', () => {
      this.#opening?.then(
        (open) => open.close(),
        () => undefined, // it failed to open, which its callers were told
      );
    });
  }

  get waiting(): { readonly clock: ServiceClock; readonly signal: AbortSignal } {
    return { clock: this.#parts.clock, signal: this.#parts.closed };
  }

  /** @throws PNP_SERVICE_UNREACHABLE, PNP_SERVICE_UNTRUSTED, PNP_SERVICE_UNAUTHORIZED, PNP_SERVICE_TIMEOUT */
  open(): Promise<AmqpConnection> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** The link messages to devices are sent over. */
  async sender(address: string): Promise<{ sender: Sender; connection: AmqpConnection }> {
    const connection = await this.open();
    if (this.#sender?.of !== connection) {
      this.#sender = { of: connection, sender: this.#openSender(connection, address) };
    }
    return { sender: await this.#sender.sender, connection };
  }

  async #openSender(connection: AmqpConnection, address: string): Promise<Sender> {
    const forget = (): void => {
      if (this.#sender?.of === connection) this.#sender = undefined;
    };
    try {
      const waiting = { ...this.waiting, subject: address };
      const sender = await connection.openSender(address, waiting);
      sender.once('sender_close', forget);
      // each message that is under way listens
      sender.setMaxListeners(0);
      return sender;
    } catch (error) {
      forget();
      throw error;
    }
  }

  async #open(): Promise<AmqpConnection> {
    const { tokens, connection: policy } = this.#parts;
    const connection = await AmqpConnection.open(amqpPlace(this.#parts), this.waiting);
    connection.onEnd(() => (this.#opening = undefined));
    try {
      const cbs = await Cbs.open(connection, this.waiting);
      await cbs.put({ audience: policy.host, token: () => tokens.fresh() });
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }
}
