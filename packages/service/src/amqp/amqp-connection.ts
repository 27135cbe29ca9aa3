import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { PnpError } from '@iotpnp/model';
import type { Connection, EventContext, link, Receiver, Sender, Source } from 'rhea';
import type { ServiceClock } from '../clock.js';
import { serviceError } from '../error-codes.js';
import { networkError } from '../network-error.js';
import { addressOf } from '../rest/https-request.js';
import { waitFor } from '../wait-for.js';
import { amqpError, faultOf, type AmqpFault } from './amqp-error.js';

/** Half of it is promised to the other side, which then sends at least that often. */
const IDLE_MS = 120_000;
const ANSWER_MS = 30_000;

export interface AmqpPlace {
  readonly host: string;
  readonly port: number;
  /** PEM. Absent: whom Node trusts. */
  readonly ca: string | undefined;
  /** How it is introduced before AMQP begins; absent: not at all, a token follows over `$cbs`. */
  readonly sasl?: { readonly username: string; readonly password?: string } | undefined;
}

export interface Waiting {
  readonly clock: ServiceClock;
  readonly signal: AbortSignal;
}

interface LinkWaiting extends Waiting {
  /** What it is for, as errors name it. */
  readonly subject: string;
}

export interface LinkSource {
  readonly address: string;
  readonly filter?: Readonly<Record<string, unknown>>;
  /** The address that answers name. */
  readonly replyTo?: string;
}

/** An AMQP connection as promises: what the other side refuses, and whatever else ends it, is told by code. */
export class AmqpConnection {
  readonly #connection: Connection;
  readonly #address: string;
  readonly #endListeners = new Set<(error: PnpError) => void>();
  #ended: PnpError | undefined;

  private constructor(connection: Connection, address: string) {
    this.#connection = connection;
    this.#address = address;
  }

  /**
   * Connects, over TLS.
   * @throws PNP_SERVICE_UNREACHABLE, PNP_SERVICE_UNTRUSTED, PNP_SERVICE_UNAUTHORIZED, PNP_SERVICE_TIMEOUT
   */
  static async open(place: AmqpPlace, waiting: Waiting): Promise<AmqpConnection> {
    // loaded when used: who only reads twins needs none of it
    const { default: rhea } = await import('rhea');
    const { host, port, ca, sasl } = place;
    const connection = rhea.create_container().connect({
      transport: 'tls',
      host,
      hostname: host,
      port,
      reconnect: false,
      idle_time_out: IDLE_MS,
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
      ...sasl,
    });
    const self = new AmqpConnection(connection, addressOf(place));
    self.#listen();
    try {
      await self.when<EventContext>(waiting, (resolve) => {
        connection.once('connection_open', resolve);
      });
    } catch (error) {
      self.close();
      throw error;
    }
    return self;
  }

  /** A link that sends. @throws what the other side refuses it with */
  async openSender(address: string, { subject, ...waiting }: LinkWaiting): Promise<Sender> {
    const sender = this.#connection.open_sender({ target: { address } });
    await this.#attached(sender, subject, waiting);
    return sender;
  }

  /** A link that receives; nothing comes before it is given credit. @throws what the other side refuses it with */
  async openReceiver(source: LinkSource, { subject, ...waiting }: LinkWaiting): Promise<Receiver> {
    const receiver = this.#receiver(source);
    await this.#attached(receiver, subject, waiting);
    return receiver;
  }

  /** How the other side refuses a link that is asked for to be refused. */
  refusal(source: LinkSource, waiting: Waiting): Promise<AmqpFault> {
    const receiver = this.#receiver(source);
    return this.when(waiting, (resolve) => {
      receiver.once('receiver_error', () => resolve(faultOf(receiver.error)));
    });
  }

  /** Calls back once, when the connection ends other than by {@link close}. Returns how to listen no more. */
  onEnd(listener: (error: PnpError) => void): () => void {
    if (this.#ended !== undefined) listener(this.#ended);
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  get ended(): PnpError | undefined {
    return this.#ended;
  }

  /** Ends it for a reason of this side, which is told as one of the other side is. */
  breakOff(cause: unknown): void {
    this.#fail(cause instanceof PnpError ? cause : networkError(cause, this.#address));
    this.close();
  }

  /** Says goodbye, without waiting for the answer. */
  close(): void {
    this.#endListeners.clear();
    this.#ended ??= serviceError('PNP_SERVICE_CLOSED', 'the connection was closed');
    this.#connection.close();
    // the goodbye goes out first; a peer that does not answer must not keep the program alive
    setImmediate(() => letGo(this.#connection));
  }

  /** Waits for an event, or for the end of the connection, the signal, or its time. */
  when<T>(
    { clock, signal }: Waiting,
    begin: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
  ): Promise<T> {
    const late = (): Error => timedOut(this.#address);
    return waitFor<T>({ clock, signal, timeoutMs: ANSWER_MS, late }, (resolve, reject) => {
      const forget = this.onEnd(reject);
      if (this.#ended === undefined) begin(resolve, reject);
      return forget;
    });
  }

  #receiver({ address, filter, replyTo }: LinkSource): Receiver {
    const source = { address, ...(filter !== undefined && { filter }) };
    const target = replyTo !== undefined && { target: { address: replyTo } };
    return this.#connection.open_receiver({
      source: source as Source,
      ...target,
      autoaccept: false,
      credit_window: 0,
    });
  }

  #attached(opening: link, subject: string, waiting: Waiting): Promise<void> {
    const kind = opening.is_receiver() ? 'receiver' : 'sender';
    return this.when<void>(waiting, (resolve, reject) => {
      const refuse = (): void => reject(amqpError(faultOf(opening.error), subject));
      opening.once(`${kind}_open`, () => {
        // a refused link is attached to nothing, and its end says why
        if (hasPeer(opening)) resolve();
      });
      opening.once(`${kind}_error`, refuse);
      opening.once(`${kind}_close`, refuse);
    });
  }

  #listen(): void {
    const connection = this.#connection;
    const fail = (error: PnpError): void => this.#fail(error);
    connection.on('connection_error', () => {
      fail(amqpError(faultOf(connection.error ?? connection.get_error()), this.#address));
    });
    connection.on('connection_close', () => fail(networkError(undefined, this.#address)));
    connection.on('disconnected', ({ error }: EventContext) => {
      fail(networkError(error, this.#address));
    });
    connection.on('protocol_error', (error: unknown) => fail(notAmqp(this.#address, error)));
    connection.on('error', (error: unknown) => fail(notAmqp(this.#address, error)));
  }

  #fail(error: PnpError): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    const listeners = [...this.#endListeners];
    this.#endListeners.clear();
    for (const listener of listeners) listener(error);
  }
}

interface Inner {
  readonly socket?: TLSSocket;
  heartbeat_in?: NodeJS.Timeout | undefined;
  heartbeat_out?: NodeJS.Timeout | undefined;
}

/** Ends the socket, and with it rhea's timers, which outlive it by minutes: it clears them at an `end` alone, and not for good. */
function letGo(connection: Connection): void {
  const inner = connection as Inner;
  const quiet = (): void => {
    clearTimeout(inner.heartbeat_in);
    clearTimeout(inner.heartbeat_out);
  };
  const { socket } = inner;
  if (socket === undefined || socket.closed) return quiet();
  socket.once('close', quiet);
  // before the other side has answered there is nobody to say goodbye to
  if (connection.is_remote_open()) socket.destroySoon();
  else socket.destroy();
}

function hasPeer(opened: link): boolean {
  const address = opened.is_receiver() ? opened.source : opened.target;
  return (address as unknown) !== undefined && (address as unknown) !== null;
}

function timedOut(address: string): PnpError {
  return serviceError('PNP_SERVICE_TIMEOUT', `${address} did not answer within ${ANSWER_MS} ms`, {
    hint: 'try again, or check the network',
    where: { key: address },
  });
}

function notAmqp(address: string, cause: unknown): PnpError {
  return serviceError('PNP_SERVICE_PROTOCOL', `${address} does not speak AMQP as it should`, {
    hint: 'check HostName and its port',
    where: { key: address },
    cause,
  });
}
