import { once } from 'node:events';
import { duplexPair, type Duplex } from 'node:stream';
import rhea, { type Connection, type ConnectionOptions } from 'rhea';
import { AmqpConnection } from '../src/amqp/amqp-connection.js';
import type { AmqpContext } from '../src/amqp/amqp-context.js';
import { PartitionOwners } from '../src/amqp/partition-owners.js';
import type { HubState } from '../src/state/hub-state.js';
import { sasToken } from './sas-token.js';

/** What connections to this state need. */
export function amqpContextOf(state: HubState): AmqpContext {
  return {
    state,
    isOurs: () => true,
    hostName: () => 'localhost:8883',
    owners: new PartitionOwners(),
  };
}

/** A back end in this process. */
export interface InProcessBackEnd {
  readonly connection: Connection;
  /** Its end of the connection, and the hub's. */
  readonly near: Duplex;
  readonly far: Duplex;
  readonly sent: Buffer[];
  /** Keeps what it writes from now on. */
  hold(): void;
  /** Sends what was kept, in one piece. */
  flush(): void;
}

export function connectInProcess(server: Duplex, context: AmqpContext): void {
  new AmqpConnection(server, context, 8883).receive(Buffer.alloc(0));
}

/** Dials, and has the connection opened. */
export async function dialInProcess(context: AmqpContext): Promise<InProcessBackEnd> {
  const [near, far] = duplexPair();
  const sent: Buffer[] = [];
  let held: Buffer[] | undefined;
  const write = near.write.bind(near);
  Object.assign(near, {
    write: (chunk: Buffer) => {
      sent.push(Buffer.from(chunk));
      if (held !== undefined) held.push(Buffer.from(chunk));
      else setImmediate(() => write(chunk)); // a socket does not answer before it has returned
    },
  });
  connectInProcess(far, context);
  const connect = (_port: number, _host: string, _options: object, done: () => void): Duplex => {
    setImmediate(done);
    return near;
  };
  const options = { reconnect: false, username: 'me', connection_details: () => ({ connect }) };
  const container = rhea.create_container();
  const connection = container.connect(options as unknown as ConnectionOptions);
  connection.on('disconnected', () => {});
  await once(connection, 'connection_open');
  const hold = (): void => void (held = []);
  const flush = (): void => {
    write(Buffer.concat(held ?? []));
    held = undefined;
  };
  return { connection, near, far, sent, hold, flush };
}

/** Asks a node by its two links, and waits for the answer. */
export async function askNode(
  connection: Connection,
  place: string,
  properties: object,
  body: string,
): Promise<void> {
  const sender = connection.open_sender(place);
  const replies = connection.open_receiver({ source: place, target: place });
  await once(replies, 'receiver_open');
  const application_properties = properties as Record<string, unknown>;
  sender.send({ message_id: place, reply_to: place, application_properties, body });
  await once(replies, 'message');
}

/** Shows the owner's token. */
export async function proveOwner(connection: Connection, state: HubState): Promise<void> {
  const key = state.policies.find('iothubowner')?.primaryKey ?? '';
  const expiresAt = state.clock.now() + 3_600_000;
  const token = `${sasToken({ sr: 'localhost', key, expiresAt })}&skn=iothubowner`;
  await askNode(connection, '$cbs', { operation: 'put-token' }, token);
}
