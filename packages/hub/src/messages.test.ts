import { on, once } from 'node:events';
import type { Message } from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient, azureModule } from '../test/azure-client.js';
import { FakeClock } from '../test/fake-clock.js';
import { MqttTestClient } from '../test/mqtt-test-client.js';
import { nextEvent, subscribed } from '../test/next-event.js';
import type { HubEvent } from './hub-event.js';
import type { Hub } from './hub.js';
import { startHub } from './start-hub.js';

const DEVICE_BOUND = 'devices/dev1/messages/devicebound';
const INPUTS = 'devices/dev1/modules/mod1/inputs/#';

let clock: FakeClock;
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  clock = new FakeClock(Date.now());
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
  await hub.addModule('dev1/mod1');
  events = hub.events();
});

afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

describe("Microsoft's device client", () => {
  it('gets what was sent before it came, and completes it', async () => {
    const id = hub.sendToDevice('dev1', '{"a":1}', {
      correlationId: 'c/1',
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      properties: { 'a b': 'c&d=ü' },
      ack: 'full',
    });
    await using device = await azureClient(hub);
    const [message] = (await once(device.client, 'message')) as [Message];
    expect(message.getBytes().toString()).toBe('{"a":1}');
    expect(message).toMatchObject({
      messageId: id,
      to: '/devices/dev1/messages/devicebound',
      correlationId: 'c/1',
      contentType: 'application/json',
      contentEncoding: 'utf-8',
    });
    expect(message.properties.propertyList).toEqual([
      { key: 'iothub-ack', value: 'full' },
      { key: 'a b', value: 'c&d=ü' },
    ]);
    expect(await nextEvent(events, 'message-completed')).toMatchObject({
      deviceId: 'dev1',
      messageId: id,
    });
    expect(hub.pendingMessages('dev1')).toBe(0);
  });

  it('gets again what the cut of its connection kept it from completing', async () => {
    await using device = await azureClient(hub);
    const messages = on(device.client, 'message');
    await subscribed(events, 'cloud-messages');
    const id = hub.sendToDevice('dev1', 'once or twice');
    hub.disconnect('dev1');
    expect(await nextEvent(events, 'message-delivered')).toMatchObject({ again: false });
    expect(await nextEvent(events, 'message-delivered')).toMatchObject({ again: true });
    expect(((await messages.next()).value as [Message])[0].messageId).toBe(id);
    expect(await nextEvent(events, 'message-completed')).toMatchObject({ messageId: id });
  });
});

describe("Microsoft's module client", () => {
  it('gets messages at its inputs, by their names', async () => {
    await using module = await azureModule(hub, 'dev1/mod1');
    const inputs = on(module.client, 'inputMessage');
    await subscribed(events, 'inputs');
    hub.sendToInput('dev1/mod1', 'input1', '{}');
    const id = hub.sendToInput('dev1/mod1', 'input2', Buffer.from([0, 255]), {
      properties: { colour: 'red' },
    });
    expect((await inputs.next()).value).toMatchObject(['input1', { properties: {} }]);
    const [name, message] = (await inputs.next()).value as [string, Message];
    expect(name).toBe('input2');
    expect(message.getBytes()).toEqual(Buffer.from([0, 255]));
    expect(message.messageId).toBe(id);
    expect(message.properties.propertyList).toEqual([{ key: 'colour', value: 'red' }]);
    expect(await nextEvent(events, 'message-completed')).toMatchObject({ inputName: 'input1' });
    expect(await nextEvent(events, 'message-completed')).toMatchObject({
      moduleId: 'mod1',
      inputName: 'input2',
      messageId: id,
    });
  });
});

describe('a message to a device', () => {
  it('comes at QoS 1 with all its properties percent-encoded, behind the SUBACK', async () => {
    const expiresAt = new Date(clock.now() + 60_000);
    hub.sendToDevice('dev1', 'x', { messageId: 'm1', properties: { a: '+ü' }, expiresAt });
    await using client = await MqttTestClient.connected(hub);
    expect(await client.subscribeAt(1, `${DEVICE_BOUND}/#`)).toEqual([1]);
    const packet = await client.expect('publish');
    const exp = encodeURIComponent(expiresAt.toISOString());
    expect(packet).toMatchObject({
      topic: `${DEVICE_BOUND}/%24.mid=m1&%24.to=%2Fdevices%2Fdev1%2Fmessages%2Fdevicebound&%24.exp=${exp}&a=%2B%C3%BC`,
      payload: Buffer.from('x'),
      qos: 1,
      dup: false,
      retain: false,
    });
    client.acknowledge(packet);
    await client.settled();
    expect(hub.pendingMessages('dev1')).toBe(0);
  });

  it('that was not acknowledged comes again with DUP and the same packet id, behind the CONNACK', async () => {
    await using first = await MqttTestClient.connected(hub);
    await first.subscribeAt(1, `${DEVICE_BOUND}/#`);
    hub.sendToDevice('dev1', 'one', { messageId: 'm1' });
    hub.sendToDevice('dev1', 'two', { messageId: 'm2' });
    const one = await first.expect('publish');
    const two = await first.expect('publish');
    first.acknowledge(one);
    await first.settled();
    first.socket.destroy();
    await using second = await MqttTestClient.connected(hub);
    const again = await second.expect('publish');
    expect(again).toMatchObject({ messageId: two.messageId, payload: two.payload, dup: true });
    second.acknowledge(again);
    expect(await second.settled()).toEqual([]);
    expect(hub.pendingMessages('dev1')).toBe(0);
  });

  it('does not come again with the renewal of a token once it is acknowledged', async () => {
    await using first = await MqttTestClient.connected(hub);
    await first.subscribeAt(1, `${DEVICE_BOUND}/#`);
    hub.sendToDevice('dev1', 'x');
    first.acknowledge(await first.expect('publish'));
    first.send({ cmd: 'disconnect' });
    await using second = await MqttTestClient.connected(hub);
    expect(await second.settled()).toEqual([]);
  });

  it('comes at QoS 0 where that was subscribed, and is complete with that', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe(`${DEVICE_BOUND}/#`);
    hub.sendToDevice('dev1', 'x');
    expect(await client.expect('publish')).toMatchObject({ qos: 0 });
    expect(hub.pendingMessages('dev1')).toBe(0);
  });

  it('of the largest size arrives whole, its topic too', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribeAt(1, `${DEVICE_BOUND}/#`);
    const value = 'ü'.repeat(10_600);
    hub.sendToDevice('dev1', 'x'.repeat(44_000), { messageId: 'm', properties: { a: value } });
    const { topic, payload } = await client.expect('publish');
    expect(decodeURIComponent(topic.slice(topic.lastIndexOf('&a=') + 3))).toBe(value);
    expect(payload).toHaveLength(44_000);
  });

  it('expires', async () => {
    const id = hub.sendToDevice('dev1', 'x', { expiresAt: new Date(clock.now() + 5000) });
    expect(hub.pendingMessages('dev1')).toBe(1);
    clock.advance(5000);
    expect(await nextEvent(events, 'message-expired')).toMatchObject({ messageId: id });
    await using client = await MqttTestClient.connected(hub);
    await client.subscribeAt(1, `${DEVICE_BOUND}/#`);
    expect(await client.settled()).toEqual([]);
  });
});

describe('a message to an input', () => {
  it.each([INPUTS, 'devices/dev1/modules/mod1/#'])('comes to who listens to %s', async (filter) => {
    await using client = await MqttTestClient.connected(hub, { target: 'dev1/mod1' });
    expect(await client.subscribeAt(1, filter)).toEqual([1]);
    hub.sendToInput('dev1/mod1', 'a/b c', 'x', { messageId: 'm1' });
    expect(await client.expect('publish')).toMatchObject({
      topic: 'devices/dev1/modules/mod1/inputs/a%2Fb%20c/%24.mid=m1',
      qos: 1,
    });
  });

  it('is not for who listens to nothing', async () => {
    await using client = await MqttTestClient.connected(hub, { target: 'dev1/mod1' });
    expect(await client.settled()).toEqual([]);
    expect(() => hub.sendToInput('dev1/mod1', 'input1', 'x')).toThrow(
      expect.objectContaining({
        code: 'PNP_HUB_DEVICE_OFFLINE',
        message: 'dev1/mod1 is connected but takes no inputs',
      }),
    );
  });
});
