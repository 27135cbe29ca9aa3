import { once } from 'node:events';
import type { Message } from 'azure-iot-device';
import { describe, expect, it } from 'vitest';
import { azureClient } from '../../packages/hub/test/azure-client.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { nextEvent, subscribed } from '../../packages/hub/test/next-event.js';
import { limitedHub, published } from './limited-hub.js';

/*
 * | limit of cloud-to-device messages       | at it             | past it                              |
 * | --------------------------------------- | ----------------- | ------------------------------------ |
 * | size 64 KB, properties included         | delivered         | PNP_HUB_PAYLOAD_TOO_LARGE            |
 * | 50 pending for a device                 | queued            | PNP_HUB_MESSAGE_QUEUE_FULL (403004)  |
 * | acknowledged by PUBACK                  | makes room        | sent again after a reconnect         |
 * | expiry, an hour when nothing is said    | delivered         | gone, event `message-expired`        |
 * | messageId of 1 to 128 characters        | delivered as it is | PNP_HUB_MESSAGE_INVALID             |
 * | property names not of the system (`$.`) | delivered         | PNP_HUB_MESSAGE_INVALID              |
 */

const KB = 1024;
const MAX = 64 * KB;
const FILTER = 'devices/dev1/messages/devicebound/#';
const the = limitedHub();

async function listening(): Promise<MqttTestClient> {
  const client = await MqttTestClient.connected(the.hub, { keepalive: 0 });
  await client.subscribeAt(1, FILTER);
  return client;
}

describe('a message', () => {
  it.each([
    ['its body', {}, 0],
    ['its properties', { properties: { name: 'value' } }, 9],
    ['those of the system', { contentType: 'a/b', correlationId: 'c1' }, 5],
  ])('counts %s: 64 KB are delivered, one byte more is refused', async (_what, options, bytes) => {
    await using client = await listening();
    const sized = { messageId: 'm1', ...options };
    const body = 'x'.repeat(MAX - bytes - 2);
    expect(() => the.hub.sendToDevice('dev1', `${body}x`, sized)).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_PAYLOAD_TOO_LARGE' }),
    );
    the.hub.sendToDevice('dev1', body, sized);
    expect(String(published(await client.next()).payload).length).toBe(body.length);
    expect(the.hub.pendingMessages('dev1')).toBe(1);
  });

  it("of 64 KB comes to Microsoft's client", async () => {
    await using device = await azureClient(the.hub);
    const heard = once(device.client, 'message') as Promise<[Message]>;
    await subscribed(the.events, 'cloud-messages');
    the.hub.sendToDevice('dev1', 'x'.repeat(MAX - 2), { messageId: 'm1' });
    const [message] = await heard;
    expect(Buffer.from(message.getData() as Buffer).length).toBe(MAX - 2);
    await device.client.complete(message);
    await nextEvent(the.events, 'message-completed');
    expect(the.hub.pendingMessages('dev1')).toBe(0);
  });

  it('has an id of 1 to 128 characters, which is none of others', async () => {
    await using client = await listening();
    const messageId = `-:.+%_#*?!(),=@;$'${'i'.repeat(110)}`;
    the.hub.sendToDevice('dev1', '', { messageId });
    const { topic } = published(await client.next());
    expect(topic).toContain(`%24.mid=${encodeURIComponent(messageId)}`);
    for (const bad of ['', `${messageId}i`, 'a b', 'a/b', 'é']) {
      expect(() => the.hub.sendToDevice('dev1', '', { messageId: bad })).toThrow(
        expect.objectContaining({ code: 'PNP_HUB_MESSAGE_INVALID' }),
      );
    }
  });

  it.each([
    ['an empty name', { '': 'a' }],
    ['a name of the system', { '$.mid': 'a' }],
    ['half a character', { a: '\ud800' }],
  ])('has no property with %s', (_what, properties) => {
    expect(() => the.hub.sendToDevice('dev1', '', { properties })).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_MESSAGE_INVALID' }),
    );
  });

  it('expires in an hour, or when it is said to', async () => {
    the.hub.sendToDevice('dev1', 'a', { messageId: 'hour' });
    const expiresAt = new Date(the.clock.now() + 1000);
    the.hub.sendToDevice('dev1', 'b', { messageId: 'second', expiresAt });
    the.clock.advance(999);
    expect(the.hub.pendingMessages('dev1')).toBe(2);
    the.clock.advance(1);
    expect(await nextEvent(the.events, 'message-expired')).toMatchObject({ messageId: 'second' });
    the.clock.advance(3_600_000 - 1001);
    expect(the.hub.pendingMessages('dev1')).toBe(1);
    the.clock.advance(1);
    expect(await nextEvent(the.events, 'message-expired')).toMatchObject({ messageId: 'hour' });
    expect(the.hub.pendingMessages('dev1')).toBe(0);
  });
});

describe('the queue of a device', () => {
  it('holds 50 messages, of which it is told: no more until one is acknowledged', async () => {
    await the.hub.addDevice('dev2');
    const send = (deviceId = 'dev1'): string => the.hub.sendToDevice(deviceId, 'x');
    for (let count = 0; count < 50; count += 1) send();
    expect(send).toThrow(
      expect.objectContaining({
        code: 'PNP_HUB_MESSAGE_QUEUE_FULL',
        message: expect.stringMatching(/403004/u),
      }),
    );
    send('dev2');
    await using client = await listening();
    const delivered = (await client.settled()).map(published);
    expect(delivered).toHaveLength(50);
    expect(send).toThrow(expect.objectContaining({ code: 'PNP_HUB_MESSAGE_QUEUE_FULL' }));
    client.acknowledge(delivered[0] as (typeof delivered)[number]);
    expect(await client.settled()).toEqual([]);
    send();
    expect(published(await client.next()).payload.toString()).toBe('x');
    expect(the.hub.pendingMessages('dev1')).toBe(50);
  });

  it('sends again what was not acknowledged, marked as such, on the next connection', async () => {
    await using client = await listening();
    the.hub.sendToDevice('dev1', 'x');
    const first = published(await client.next());
    expect(first).toMatchObject({ qos: 1, dup: false });
    await using again = await MqttTestClient.connected(the.hub);
    expect(published(await again.next())).toMatchObject({ dup: true, messageId: first.messageId });
  });
});
