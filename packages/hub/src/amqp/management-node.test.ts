import { expect, it } from 'vitest';
import { AmqpTestClient } from '../../test/amqp-test-client.js';
import { MqttTestClient } from '../../test/mqtt-test-client.js';
import { ownerToken } from '../../test/service-token.js';
import { startHub } from '../start-hub.js';

/** The one of `dev1`. */
const PARTITION = '3';

it('a partition too small for its last message is empty, and says how far it has come', async () => {
  await using hub = await startHub({ port: 0, messageLog: { maxBytes: 10 } });
  await hub.addDevice('dev1');
  await using device = await MqttTestClient.connected(hub);
  for (const messageId of [1, 2]) {
    device.publish('devices/dev1/messages/events/', 'x', { qos: 1, messageId });
    await device.expect('puback');
  }
  await using client = await AmqpTestClient.proved(hub, ownerToken(hub));
  const sender = await client.sender('$management');
  const replies = await client.receiver('$management');
  sender.send({
    reply_to: 'replies',
    application_properties: {
      operation: 'READ',
      type: 'com.microsoft:partition',
      partition: PARTITION,
    },
    body: '',
  });
  const { message } = await replies.next();
  expect(message.body).toMatchObject({
    begin_sequence_number: 2,
    last_enqueued_sequence_number: 1,
    last_enqueued_offset: '257',
    is_partition_empty: true,
  });
});
