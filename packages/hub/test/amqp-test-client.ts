import { once } from 'node:events';
import rhea, {
  type Connection,
  type ConnectionOptions,
  type Delivery,
  type EventContext,
  type Message,
  type Receiver,
  type Sender,
} from 'rhea';
import type { Hub } from '../src/hub.js';

interface Arrived {
  readonly message: Message;
  readonly delivery: Delivery;
}

/** Why a link, a delivery or a connection was refused. */
interface AmqpError {
  readonly condition?: string;
  readonly description?: string;
  readonly info?: Record<string, unknown>;
}

/** A back end that speaks bare AMQP over real TLS. */
export class AmqpTestClient implements AsyncDisposable {
  readonly connection: Connection;
  /** Resolves when the connection is gone, with the error the hub gave. */
  readonly gone: Promise<AmqpError | undefined>;

  private constructor(connection: Connection) {
    this.connection = connection;
    let given: AmqpError | undefined;
    connection.on('connection_error', ({ connection: { error } }: EventContext) => {
      given = plain(error);
    });
    for (const heard of ['connection_close', 'session_error', 'error', 'protocol_error']) {
      connection.on(heard, () => {});
    }
    this.gone = new Promise((resolve) => {
      connection.on('disconnected', () => resolve(given));
      connection.on('connection_close', () => resolve(given));
    });
  }

  /** A client that has connected, and proved nothing unless the options do. */
  static async open(hub: Hub, options: object = {}): Promise<AmqpTestClient> {
    const { port, ca } = hub;
    const place = { transport: 'tls', host: '127.0.0.1', port, ca, servername: 'localhost' };
    const settings = { ...place, reconnect: false, ...options } as ConnectionOptions;
    const client = new AmqpTestClient(rhea.create_container().connect(settings));
    await Promise.race([once(client.connection, 'connection_open'), client.gone]);
    return client;
  }

  /** A client that has shown the owner's token. */
  static async proved(hub: Hub, token: string): Promise<AmqpTestClient> {
    const client = await AmqpTestClient.open(hub);
    const status = await client.putToken(token);
    if (status !== 200) throw new Error(`the token was answered ${status}`);
    return client;
  }

  /** What the hub answers a token with. */
  async putToken(token: string): Promise<number> {
    const [sender, replies] = await Promise.all([this.sender('$cbs'), this.receiver('$cbs')]);
    sender.send({
      message_id: 'token',
      reply_to: 'replies',
      application_properties: { operation: 'put-token', type: 'sas', name: 'hub' },
      body: token,
    });
    const { message } = await replies.next();
    if (message.correlation_id !== 'token') throw new Error('an answer to something else');
    return message.application_properties?.['status-code'] as number;
  }

  /** A link to send on; rejects with the hub's error. */
  async sender(address: string): Promise<Sender> {
    const sender = this.connection.open_sender({ target: { address } });
    await opened(sender, 'sender');
    return sender;
  }

  /** Sends, and waits for what the hub makes of it. */
  async send(sender: Sender, message: Message): Promise<'accepted' | AmqpError> {
    const settled = new Promise<'accepted' | AmqpError>((resolve) => {
      sender.once('accepted', () => resolve('accepted'));
      sender.once('rejected', ({ delivery }: EventContext) =>
        resolve(plain((delivery?.remote_state as { error?: object } | undefined)?.error) ?? {}),
      );
    });
    sender.send(message);
    return settled;
  }

  /** A link to receive on, one message at a time; rejects with the hub's error. */
  async receiver(
    address: string,
    options: object = {},
  ): Promise<Receiver & { next(): Promise<Arrived> }> {
    const receiver = this.connection.open_receiver({
      source: { address },
      target: { address: 'replies' },
      credit_window: 0,
      autoaccept: false,
      ...options,
    });
    const next = async (): Promise<Arrived> => {
      const arrived = once(receiver, 'message') as Promise<[Arrived]>;
      receiver.add_credit(1);
      return (await arrived)[0];
    };
    await opened(receiver, 'receiver');
    return Object.assign(receiver, { next });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.close();
    await this.gone;
  }
}

/** A link the hub refuses is attached first, to nothing. */
function opened(link: Sender | Receiver, role: 'sender' | 'receiver'): Promise<void> {
  return new Promise((resolve, reject) => {
    link.on(`${role}_error`, () => reject(Object.assign(new Error('refused'), plain(link.error))));
    link.on(`${role}_close`, () => reject(new Error('closed')));
    link.on(`${role}_open`, () => {
      const remote = role === 'sender' ? link.target : link.source;
      if (remote?.address !== undefined && remote.address !== null) resolve();
    });
  });
}

/** The library reads an error's fields out of a list each time. */
function plain(error: object | undefined): AmqpError | undefined {
  if (error === undefined) return undefined;
  const { condition, description, info } = error as AmqpError;
  return { condition, description, info } as AmqpError;
}
