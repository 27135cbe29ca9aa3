import { once } from 'node:events';
import { connect, TLSSocket } from 'node:tls';
import rhea, { type ConnectionOptions } from 'rhea';
import { sasToken } from '../../packages/hub/test/sas-token.js';
import { keyIn } from './conversations.js';
import type { Place } from './fuzz-hub.js';

const EXPIRES = Date.parse('2100-01-01T00:00:00Z');

/** What a back end says over AMQP, as its library writes it: SASL, a token, messages to the device `bad`, telemetry. */
export async function amqpConversation(place: Place): Promise<Buffer> {
  const { hostName, port, ca } = place;
  const sent: Buffer[] = [];
  const dial = (_port: number, _host: string, _options: object, done: () => void) => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' }, done);
    const write = (chunk: Buffer): boolean => TLSSocket.prototype.write.call(socket, chunk);
    return Object.assign(socket, {
      write(chunk: Buffer) {
        sent.push(Buffer.from(chunk));
        return write(chunk);
      },
    });
  };
  const options = {
    reconnect: false,
    username: 'me',
    connection_details: () => ({ connect: dial }),
  };
  const connection = rhea.create_container().connect(options as unknown as ConnectionOptions);
  await once(connection, 'connection_open');
  const sr = encodeURIComponent(hostName);
  const key = keyIn(place.serviceConnectionString);
  const body = `${sasToken({ sr, key, expiresAt: EXPIRES })}&skn=iothubowner`;
  const tokens = connection.open_sender('$cbs');
  const replies = connection.open_receiver({ source: '$cbs', target: 'replies' });
  await once(replies, 'receiver_open');
  const application_properties = { operation: 'put-token', type: 'sas', name: 'hub' };
  tokens.send({ message_id: 1, reply_to: 'replies', application_properties, body });
  await once(replies, 'message');
  const sender = connection.open_sender('/messages/devicebound');
  const to = '/devices/bad/messages/devicebound';
  sender.send({ to, body: rhea.message.data_section(Buffer.from('hello')) as unknown, ttl: 1 });
  await once(sender, 'accepted');
  const events = connection.open_receiver('iothub-ehub-local/ConsumerGroups/one/Partitions/3');
  await once(events, 'receiver_open');
  connection.close();
  await once(connection, 'connection_close');
  return Buffer.concat(sent);
}
