import { generate, type IPublishPacket } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { MqttTestClient } from '../../test/mqtt-test-client.js';
import { nextEvent } from '../../test/next-event.js';
import type { HubEvent } from '../hub-event.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

const TELEMETRY = 'devices/dev1/messages/events/';
const REPORT = '$iothub/twin/PATCH/properties/reported/?$rid=';

let clock: FakeClock;
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  clock = new FakeClock();
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
  events = hub.events();
});

afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

async function goneFor(reason: string): Promise<HubEvent> {
  const event = await nextEvent(events, 'disconnected');
  expect(event).toMatchObject({ deviceId: 'dev1', reason });
  return event;
}

describe('an accepted device', () => {
  it('is announced with the facts of its user name', async () => {
    const username = `${hub.hostName.toUpperCase()}/dev1/?api-version=2021-04-12&model-id=dtmi:a:B;1&DeviceClientType=x%2F1`;
    await using client = await MqttTestClient.connected(hub, { username });
    expect(await nextEvent(events, 'connected')).toMatchObject({
      deviceId: 'dev1',
      protocol: 'mqtt',
      modelId: 'dtmi:a:B;1',
      apiVersion: '2021-04-12',
      clientType: 'x/1',
      cleanSession: false,
      sessionPresent: false,
    });
    expect(await client.settled()).toEqual([]);
  });

  it('may sign with its secondary key', async () => {
    const { secondaryKey } = await hub.addDevice('dev1');
    await using client = await MqttTestClient.open(hub);
    expect((await client.connect({ key: secondaryKey })).returnCode).toBe(0);
  });

  it('finds its subscriptions again after a reconnect, those at QoS 0 too', async () => {
    await using first = await MqttTestClient.connected(hub);
    await first.subscribe('$iothub/methods/POST/#', '$iothub/twin/PATCH/properties/desired/#');
    first.send({ cmd: 'disconnect' });
    await goneFor('by-device');
    await using second = await MqttTestClient.open(hub);
    expect((await second.connect()).sessionPresent).toBe(true);
    hub.desire('dev1', { a: 1 });
    expect(await second.expect('publish')).toMatchObject({ qos: 0 });
  });

  it('loses them with a clean session', async () => {
    await using first = await MqttTestClient.connected(hub);
    await first.subscribe('$iothub/twin/PATCH/properties/desired/#');
    await using second = await MqttTestClient.open(hub);
    expect((await second.connect({ clean: true })).sessionPresent).toBe(false);
    hub.desire('dev1', { a: 1 });
    expect(await second.settled()).toEqual([]);
  });

  it('is granted QoS 1 for 2, and nothing for a filter it may not use', async () => {
    await using client = await MqttTestClient.connected(hub);
    client.send({
      cmd: 'subscribe',
      messageId: 7,
      subscriptions: [
        { topic: '$iothub/twin/res/#', qos: 2 },
        { topic: 'devices/dev1/messages/devicebound/#', qos: 1 },
        { topic: '#', qos: 0 },
      ],
    });
    expect(await client.expect('suback')).toMatchObject({ messageId: 7, granted: [1, 1, 128] });
  });

  it('hears nothing more of what it unsubscribed from', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#');
    const unsubscriptions = ['$iothub/twin/PATCH/properties/desired/#'];
    client.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions });
    expect(await client.expect('unsuback')).toMatchObject({ messageId: 9 });
    hub.desire('dev1', { a: 1 });
    expect(await client.settled()).toEqual([]);
  });

  it('ends the connection that had its place', async () => {
    await using first = await MqttTestClient.connected(hub);
    await using second = await MqttTestClient.connected(hub);
    await first.gone;
    await goneFor('taken-over');
    expect(await second.settled()).toEqual([]);
  });

  it('keeps its place when others fight for it', async () => {
    const clients: MqttTestClient[] = [];
    for (let count = 0; count < 6; count += 1) clients.push(await MqttTestClient.connected(hub));
    await using late = await MqttTestClient.open(hub);
    expect((await late.connect()).returnCode).toBe(3);
    await late.gone;
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'takeover-rate' });
    expect(await clients.at(-1)?.settled()).toEqual([]);
    for (const client of clients) await client[Symbol.asyncDispose]();
  });
});

describe('telemetry', () => {
  it('behind a goodbye is nobody’s', async () => {
    await using client = await MqttTestClient.connected(hub);
    const fields = { topic: TELEMETRY, payload: 'x', dup: false, retain: false } as const;
    const late = generate({ cmd: 'publish', qos: 0, ...fields });
    client.socket.write(Buffer.concat([generate({ cmd: 'disconnect' }), late]));
    await goneFor('by-device');
    await using next = await MqttTestClient.connected(hub);
    next.publish(TELEMETRY, 'y');
    const event = await nextEvent(events, 'telemetry');
    expect(event).toMatchObject({ telemetry: { raw: Buffer.from('y') } });
  });

  it('arrives with its properties, and is acknowledged at QoS 1', async () => {
    await using client = await MqttTestClient.connected(hub);
    const telemetry = hub.telemetry();
    const bag = '%24.ct=application%2Fjson&%24.sub=thermostat1&a%20b=c%26d';
    client.publish(TELEMETRY + bag, '{"t":21.5}', { qos: 1, messageId: 5, retain: true });
    expect(await client.expect('puback')).toMatchObject({ messageId: 5 });
    expect((await telemetry.next()).value).toEqual({
      deviceId: 'dev1',
      component: 'thermostat1',
      body: { t: 21.5 },
      raw: Buffer.from('{"t":21.5}'),
      contentType: 'application/json',
      systemProperties: { contentType: 'application/json', component: 'thermostat1' },
      properties: { 'a b': 'c&d', 'mqtt-retain': 'true' },
      enqueuedTime: new Date(clock.now()),
    });
  });

  it('of 256 KB passes, above closes the connection', async () => {
    await using client = await MqttTestClient.connected(hub);
    client.publish(TELEMETRY, 'x'.repeat(256 * 1024), { qos: 1, messageId: 1 });
    await client.expect('puback');
    client.publish(TELEMETRY, 'x'.repeat(256 * 1024 + 1));
    await client.gone;
    expect(await goneFor('protocol-violation')).toMatchObject({ detail: 'a message above 256 KB' });
  });

  it('counts values of its properties, and names of the application’s, as they are unencoded', async () => {
    await using client = await MqttTestClient.connected(hub);
    const topic = `${TELEMETRY}%24.ct=a%2Fb&n%C3%A4me=%C3%BC`; // a/b, näme, ü: 10 bytes
    client.publish(topic, 'x'.repeat(256 * 1024 - 10), { qos: 1, messageId: 1 });
    await client.expect('puback');
    client.publish(topic, 'x'.repeat(256 * 1024 - 9));
    await client.gone;
    expect(await goneFor('protocol-violation')).toMatchObject({ detail: 'a message above 256 KB' });
  });

  it('says goodbye for a device that went without', async () => {
    const will = { topic: `${TELEMETRY}a=b`, payload: Buffer.from('gone'), qos: 1 as const };
    const telemetry = hub.telemetry({ deviceId: 'dev1' });
    await using client = await MqttTestClient.connected(hub, { will });
    client.socket.destroy();
    expect((await telemetry.next()).value).toMatchObject({
      raw: Buffer.from('gone'),
      properties: { a: 'b', 'iothub-MessageType': 'Will' },
    });
    await goneFor('link-lost');
  });
});

describe('the twin', () => {
  it('is read as a whole, without metadata', async () => {
    hub.desire('dev1', { a: { b: 1 } });
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe('$iothub/twin/res/#');
    client.publish('$iothub/twin/GET/?$rid=any%20id', '');
    const { topic, payload } = await client.expect('publish');
    expect(topic).toBe('$iothub/twin/res/200/?$rid=any%20id');
    expect(JSON.parse(String(payload))).toEqual({
      desired: { a: { b: 1 }, $version: 2 },
      reported: { $version: 1 },
    });
  });

  it('takes a report and says its version', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe('$iothub/twin/res/#');
    client.publish(`${REPORT}1`, '{"a":{"b":1,"c":2}}');
    client.publish(`${REPORT}2`, '{"a":{"b":null}}');
    const answers = await client.settled();
    expect(answers.map((packet) => (packet as IPublishPacket).topic)).toEqual([
      '$iothub/twin/res/204/?$rid=1&$version=2',
      '$iothub/twin/res/204/?$rid=2&$version=3',
    ]);
    expect(answers.map((packet) => (packet as IPublishPacket).payload)).toEqual([
      Buffer.alloc(0),
      Buffer.alloc(0),
    ]);
    expect(hub.twin('dev1').reported).toEqual({ a: { c: 2 }, $version: 3 });
    expect(await nextEvent(events, 'reported')).toMatchObject({
      patch: { a: { b: 1, c: 2 } },
      version: 2,
    });
  });

  it.each(['{"a":', '[1]', 'null', '', '{"a.b":1}', '{"a":4503599627370496}'])(
    'answers 400 with an error code to %s',
    async (body) => {
      await using client = await MqttTestClient.connected(hub);
      await client.subscribe('$iothub/twin/res/#');
      client.publish(`${REPORT}1`, body);
      const { topic, payload } = await client.expect('publish');
      expect(topic).toBe('$iothub/twin/res/400/?$rid=1');
      expect(JSON.parse(String(payload))).toMatchObject({
        errorCode: 400004,
        message: expect.stringMatching(/^ErrorCode:ArgumentInvalid;/u),
      });
      await nextEvent(events, 'report-refused');
      expect(hub.twin('dev1').reported).toEqual({ $version: 1 });
    },
  );

  it('pushes a desired patch with its nulls and its version', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#');
    expect(hub.desire('dev1', { a: 1, b: null })).toBe(2);
    const { topic, payload } = await client.expect('publish');
    expect(topic).toBe('$iothub/twin/PATCH/properties/desired/?$version=2');
    expect(JSON.parse(String(payload))).toEqual({ a: 1, b: null, $version: 2 });
  });
});

describe('methods', () => {
  async function subscribedClient(): Promise<MqttTestClient> {
    const client = await MqttTestClient.connected(hub);
    await client.subscribe('$iothub/methods/POST/#');
    return client;
  }

  it('go to the device and come back', async () => {
    await using client = await subscribedClient();
    const answer = hub.invoke('dev1', 'thermostat1*report', { since: 'now' });
    const { topic, payload } = await client.expect('publish');
    expect(topic).toMatch(/^\$iothub\/methods\/POST\/thermostat1\*report\/\?\$rid=[\da-f]+$/u);
    expect(String(payload)).toBe('{"since":"now"}');
    client.publish(topic.replace('POST/thermostat1*report', 'res/404'), '{"no":"such"}');
    expect(await answer).toEqual({ status: 404, payload: { no: 'such' } });
  });

  it('take an empty body for null, and refuse one that is no JSON', async () => {
    await using client = await subscribedClient();
    for (const [body, expected] of [
      ['', { status: 200, payload: null }],
      ['nonsense', 'PNP_HUB_METHOD_RESPONSE_INVALID'],
      [`"${'x'.repeat(128 * 1024)}"`, 'PNP_HUB_METHOD_RESPONSE_INVALID'],
      ['['.repeat(50_000) + ']'.repeat(50_000), 'PNP_HUB_METHOD_RESPONSE_INVALID'],
    ] as const) {
      const answer = hub.invoke('dev1', 'm').catch(({ code }: { code: string }) => code);
      const { topic } = await client.expect('publish');
      client.publish(topic.replace('POST/m', 'res/200'), body);
      expect(await answer).toEqual(expected);
    }
  });

  it('time out by the hub’s clock', async () => {
    await using client = await subscribedClient();
    const answer = hub.invoke('dev1', 'm', null, { timeoutMs: 5000 });
    await client.expect('publish');
    const failed = expect(answer).rejects.toMatchObject({ code: 'PNP_HUB_METHOD_TIMEOUT' });
    clock.advance(5000);
    await failed;
  });

  it('fail at once when the device goes', async () => {
    await using client = await subscribedClient();
    const answer = hub.invoke('dev1', 'm');
    await client.expect('publish');
    client.socket.destroy();
    await expect(answer).rejects.toMatchObject({ code: 'PNP_HUB_DEVICE_LINK_LOST' });
    await expect(hub.invoke('dev1', 'm')).rejects.toMatchObject({ code: 'PNP_HUB_DEVICE_OFFLINE' });
  });
});

describe('time', () => {
  it('ends a connection with its token', async () => {
    await using client = await MqttTestClient.connected(hub, { expiresAt: clock.now() + 60_000 });
    clock.advance(59_999);
    expect(await client.settled()).toEqual([]);
    clock.advance(1);
    await client.gone;
    await goneFor('token-expired');
  });

  it('ends a connection silent for one and a half keep-alive periods', async () => {
    await using client = await MqttTestClient.connected(hub, { keepalive: 10 });
    clock.advance(14_000);
    await client.settled();
    clock.advance(14_999);
    await client.settled();
    clock.advance(15_000);
    await client.gone;
    await goneFor('keep-alive');
  });

  it.each([0, 65_535])('lets no keep-alive of %i s last longer than 1767 s', async (keepalive) => {
    await using client = await MqttTestClient.connected(hub, { keepalive });
    clock.advance(1_766_999);
    expect(hub.twin('dev1').connectionState).toBe('connected');
    clock.advance(1);
    await client.gone;
    await goneFor('keep-alive');
  });

  it('lets a client go that does not introduce itself', async () => {
    await using silent = await MqttTestClient.open(hub);
    await using begun = await MqttTestClient.open(hub);
    begun.socket.write(Buffer.from([0x10]));
    await using other = await MqttTestClient.connected(hub);
    clock.advance(15_000);
    await silent.gone;
    await begun.gone;
    expect(await other.settled()).toEqual([]);
  });
});

describe('what closes the connection, and only that one', () => {
  const publish = { cmd: 'publish', dup: false, retain: false, payload: '' } as const;

  it.each([
    ['a publish at QoS 2', generate({ ...publish, topic: TELEMETRY, qos: 2, messageId: 1 })],
    ['another’s topic', generate({ ...publish, topic: 'devices/dev2/messages/events/', qos: 0 })],
    ['a topic with no meaning', generate({ ...publish, topic: 'a/b', qos: 0 })],
    ['a broken property bag', generate({ ...publish, topic: `${TELEMETRY}a=%zz`, qos: 0 })],
    ['a second CONNECT', generate({ cmd: 'connect', clientId: 'dev1', keepalive: 1 })],
    ['a packet for clients', generate({ cmd: 'pingresp' })],
    ['reserved header bits', Buffer.from([0x82 | 0x0d, 0])],
    ['a publish shorter than its topic', Buffer.from([0x30, 3, 0, 9, 65])],
    ['a packet too large', Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])],
    ['a length without end', Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 1])],
    ['a packet type of old', Buffer.from([0x00, 0])],
  ])('is %s', async (_name, bytes) => {
    await hub.addDevice('dev2');
    await using other = await MqttTestClient.connected(hub, { target: 'dev2' });
    await using client = await MqttTestClient.connected(hub);
    client.socket.write(bytes);
    await client.gone;
    await goneFor('protocol-violation');
    expect(await other.settled()).toEqual([]);
  });

  it('is a first packet that is no CONNECT', async () => {
    await using client = await MqttTestClient.open(hub);
    client.socket.write(Buffer.from([0x10, 0, 0xc0, 0]));
    await client.gone;
    await using other = await MqttTestClient.connected(hub);
    expect(await other.settled()).toEqual([]);
  });

  it('is a protocol that the port does not speak', async () => {
    await using client = await MqttTestClient.open(hub);
    client.socket.write('\u0016\u0003\u0001'); // another TLS handshake, inside this one
    await client.gone;
  });
});

describe('the owner of the hub', () => {
  it('cuts a connection, and the device may come back', async () => {
    await using client = await MqttTestClient.connected(hub);
    hub.disconnect('dev1');
    await client.gone;
    await goneFor('by-hub');
    await using again = await MqttTestClient.connected(hub);
    expect(await again.settled()).toEqual([]);
  });

  it('disables a device: its connection ends and it is refused until enabled', async () => {
    await using client = await MqttTestClient.connected(hub);
    await hub.setEnabled('dev1', false);
    await client.gone;
    await goneFor('disabled');
    await using refused = await MqttTestClient.open(hub);
    expect((await refused.connect()).returnCode).toBe(5);
    await hub.setEnabled('dev1', true);
    await using accepted = await MqttTestClient.open(hub);
    expect((await accepted.connect()).returnCode).toBe(0);
  });
});
