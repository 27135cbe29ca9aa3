import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { nextEvent } from '../../packages/hub/test/next-event.js';
import { limitedHub, published, TELEMETRY } from './limited-hub.js';

/*
 * | limit of sessions                          | at it                       | past it                              |
 * | ------------------------------------------ | --------------------------- | ------------------------------------ |
 * | MQTT 3.1.1                                 | CONNACK 0                   | 3.1 and 5: CONNACK 1                 |
 * | CONNECT within 15 s                        | CONNACK 0                   | connection closed                    |
 * | one CONNECT                                |                             | a second: connection closed          |
 * | keep-alive times 1.5                       | connection stays            | closed, `keep-alive`                 |
 * | silence of 1767 s, whatever was asked      | connection stays            | closed, `keep-alive`                 |
 * | SUBSCRIBE at QoS 1                         | granted 1                   | 2 is granted 1                       |
 * | filters of the device                      | granted                     | others: 0x80                         |
 * | subscriptions outlive the connection       | found again                 | lost with a clean session            |
 * | 5 takeovers in 10 s                        | the newest stays            | CONNACK 3, the one there stays       |
 * | packet of 320 KB and 16 bytes              |                             | connection closed                    |
 */

const DESIRED = '$iothub/twin/PATCH/properties/desired/#';
const METHODS = '$iothub/methods/POST/#';
const the = limitedHub();

describe('the version of MQTT', () => {
  it.each([
    ['3.1.1', { protocolVersion: 4 }, 0],
    ['3.1', { protocolId: 'MQIsdp', protocolVersion: 3 }, 1],
    ['5', { protocolVersion: 5 }, 1],
  ] as const)('%s: %j is answered with CONNACK %i', async (_version, packet, returnCode) => {
    await using client = await MqttTestClient.open(the.hub);
    expect((await client.connect(packet)).returnCode).toBe(returnCode);
    if (returnCode === 0) return;
    await client.gone;
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason: 'protocol-version' });
  });
});

describe('the CONNECT', () => {
  it('may take 15 s, and comes once', async () => {
    await using late = await MqttTestClient.open(the.hub);
    late.socket.write(Buffer.of(0x10));
    // The hub knows of the client: a later one was answered.
    await using _other = await MqttTestClient.connected(the.hub);
    the.clock.advance(14_999);
    expect(late.socket.destroyed).toBe(false);
    the.clock.advance(1);
    await late.gone;
    await using client = await MqttTestClient.connected(the.hub);
    client.send({ cmd: 'connect', clientId: 'dev1', keepalive: 1 });
    await client.gone;
    await nextEvent(the.events, 'disconnected');
  });
});

describe('a silent device', () => {
  it.each([
    [10, 15_000],
    [1177, 1_765_500],
    [1178, 1_767_000],
    [1179, 1_767_000],
    [65_535, 1_767_000],
    [0, 1_767_000],
  ])(
    'with a keep-alive of %i s has %i ms, and any packet begins them anew',
    async (keepalive, ms) => {
      await using client = await MqttTestClient.connected(the.hub, { keepalive });
      the.clock.advance(ms - 1);
      client.publish(TELEMETRY, 'x', { qos: 1, messageId: 1 });
      await client.expect('puback');
      the.clock.advance(ms - 1);
      expect(the.hub.twin('dev1').connectionState).toBe('connected');
      the.clock.advance(1);
      await client.gone;
      expect(await nextEvent(the.events, 'disconnected')).toMatchObject({ reason: 'keep-alive' });
    },
  );
});

describe('a subscription', () => {
  it('is granted 0 or 1, 1 for 2, and 0x80 for a filter that is not of the device', async () => {
    await using client = await MqttTestClient.connected(the.hub);
    const topics = [
      ['$iothub/twin/res/#', 0, 0],
      [DESIRED, 1, 1],
      [METHODS, 2, 1],
      ['devices/dev1/messages/devicebound/#', 2, 1],
      ['devices/+/messages/devicebound/#', 1, 1],
      ['devices/dev2/messages/devicebound/#', 1, 0x80],
      ['devices/dev1/messages/events/#', 1, 0x80],
      ['$iothub/#', 0, 0x80],
      ['#', 0, 0x80],
      ['devices/dev1/messages/devicebound/+', 0, 0x80],
    ] as const;
    const subscriptions = topics.map(([topic, qos]) => ({ topic, qos }));
    client.send({ cmd: 'subscribe', messageId: 7, subscriptions });
    expect(await client.expect('suback')).toMatchObject({
      messageId: 7,
      granted: topics.map(([, , granted]) => granted),
    });
    the.hub.sendToDevice('dev1', 'x');
    expect(published(await client.next()).qos).toBe(1);
  });

  it('is there again after a reconnect, also at QoS 0, and not with a clean session', async () => {
    await using first = await MqttTestClient.connected(the.hub);
    await first.subscribe(DESIRED);
    await using second = await MqttTestClient.open(the.hub);
    expect((await second.connect()).sessionPresent).toBe(true);
    the.hub.desire('dev1', { a: 1 });
    expect(published(await second.next()).qos).toBe(0);
    await using third = await MqttTestClient.open(the.hub);
    expect((await third.connect({ clean: true })).sessionPresent).toBe(false);
    the.hub.desire('dev1', { a: 2 });
    expect(await third.settled()).toEqual([]);
    await using fourth = await MqttTestClient.open(the.hub);
    expect((await fourth.connect()).sessionPresent).toBe(false);
  });
});

describe('the place of a device', () => {
  it('is taken over five times in 10 s, then the one there stays until they are over', async () => {
    const clients = [await MqttTestClient.connected(the.hub)];
    for (let takeover = 0; takeover < 5; takeover += 1) {
      clients.push(await MqttTestClient.connected(the.hub));
      await clients.at(-2)?.gone;
      expect(await nextEvent(the.events, 'disconnected')).toMatchObject({ reason: 'taken-over' });
    }
    the.clock.advance(9999);
    await using refused = await MqttTestClient.open(the.hub);
    expect((await refused.connect()).returnCode).toBe(3);
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason: 'takeover-rate' });
    expect(await clients.at(-1)?.settled()).toEqual([]);
    the.clock.advance(1);
    await using accepted = await MqttTestClient.open(the.hub);
    expect((await accepted.connect()).returnCode).toBe(0);
    for (const client of clients) await client[Symbol.asyncDispose]();
  });
});

describe('a packet', () => {
  const MAX_PACKET = 320 * 1024 + 16;

  it('larger than any message may be is not even read', async () => {
    await using client = await MqttTestClient.connected(the.hub);
    const at = Buffer.alloc(4);
    at.writeUInt8(0x30, 0);
    const length = MAX_PACKET - 4;
    at.writeUInt8((length & 0x7f) | 0x80, 1);
    at.writeUInt8(((length >> 7) & 0x7f) | 0x80, 2);
    at.writeUInt8(length >> 14, 3);
    client.socket.write(at);
    // The hub waits for the rest of it: the connection stays, until another takes its place.
    await using other = await MqttTestClient.connected(the.hub);
    expect(await nextEvent(the.events, 'disconnected')).toMatchObject({ reason: 'taken-over' });
    const past = Buffer.from(at);
    past.writeUInt8(past.readUInt8(1) + 1, 1);
    other.socket.write(past);
    await other.gone;
    expect(await nextEvent(the.events, 'disconnected')).toMatchObject({
      reason: 'protocol-violation',
    });
  });

  it.each([
    ['for clients', generate({ cmd: 'pingresp' })],
    ['with reserved bits', Buffer.of(0x8f, 0)],
    ['of no type', Buffer.of(0, 0)],
  ])('%s closes the connection', async (_what, bytes) => {
    await using client = await MqttTestClient.connected(the.hub);
    client.socket.write(bytes);
    await client.gone;
    expect(await nextEvent(the.events, 'disconnected')).toMatchObject({
      reason: 'protocol-violation',
    });
  });
});
