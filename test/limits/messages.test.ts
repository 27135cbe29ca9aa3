import { once } from 'node:events';
import azureDevice from 'azure-iot-device';
import { describe, expect, it } from 'vitest';
import { azureClient } from '../../packages/hub/test/azure-client.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { nextEvent } from '../../packages/hub/test/next-event.js';
import { limitedHub, TELEMETRY } from './limited-hub.js';

/*
 * | limit of device-to-cloud messages        | at it                         | past it                                  |
 * | ---------------------------------------- | ----------------------------- | ---------------------------------------- |
 * | size 256 KB: body, values of system      | taken, PUBACK                 | connection closed, `protocol-violation`  |
 * | properties, names and values of others   |                               |                                          |
 * | QoS 1                                    | taken, PUBACK                 | QoS 2: connection closed                 |
 * | RETAIN                                   | property `mqtt-retain`        | nothing is stored                        |
 * | will: topic of the device's telemetry    | `iothub-MessageType: Will`    | another topic: CONNACK 5                 |
 * | topic: the device's own, percent-encoded | taken                         | connection closed                        |
 */

const KB = 1024;
const MAX = 256 * KB;
const noRetry = { shouldRetry: () => false, nextRetryTimeout: () => -1 };

const the = limitedHub();

async function closedFor(client: MqttTestClient, detail: string | RegExp): Promise<void> {
  await client.gone;
  const event = await nextEvent(the.events, 'disconnected');
  expect(event).toMatchObject({ deviceId: 'dev1', reason: 'protocol-violation' });
  expect(event.detail).toMatch(detail);
}

describe('a message', () => {
  it.each([
    ['its body', '', 0],
    ['its body and the values of system properties', '%24.mid=0123456789&%24.ct=a%2Fb', 13],
    ['its body, and names and values of its own properties', 'n%C3%A4me=%C3%BC&a=', 8],
  ])('counts %s: 256 KB pass, one byte more closes', async (_what, bag, bytes) => {
    await using client = await MqttTestClient.connected(the.hub);
    const telemetry = the.hub.telemetry();
    const at = { qos: 1, messageId: 7 } as const;
    client.publish(TELEMETRY + bag, 'x'.repeat(MAX - bytes), at);
    expect(await client.expect('puback')).toMatchObject({ messageId: 7 });
    expect((await telemetry.next()).value?.raw.length).toBe(MAX - bytes);
    client.publish(TELEMETRY + bag, 'x'.repeat(MAX - bytes + 1), at);
    await closedFor(client, 'a message above 256 KB');
  });

  it("of 256 KB passes from Microsoft's client, and with a property ends its connection", async () => {
    await using device = await azureClient(the.hub);
    device.client.setRetryPolicy(noRetry);
    const telemetry = the.hub.telemetry();
    await device.client.sendEvent(new azureDevice.Message('x'.repeat(MAX)));
    expect((await telemetry.next()).value?.raw.length).toBe(MAX);
    // The client tells nothing more of this message: only that it lost its connection.
    const lost = once(device.client, 'disconnect');
    const message = new azureDevice.Message('x'.repeat(MAX)); // the client itself refuses a longer body
    message.properties.add('a', '');
    device.client.sendEvent(message, () => {});
    await lost;
    expect(await nextEvent(the.events, 'disconnected')).toMatchObject({
      reason: 'protocol-violation',
    });
  });

  it('at QoS 0 and 1 is taken, at QoS 2 closes the connection', async () => {
    await using client = await MqttTestClient.connected(the.hub);
    const telemetry = the.hub.telemetry();
    client.publish(TELEMETRY, '0');
    client.publish(TELEMETRY, '1', { qos: 1, messageId: 1 });
    expect(await client.settled()).toMatchObject([{ cmd: 'puback', messageId: 1 }]);
    client.publish(TELEMETRY, '2', { qos: 2, messageId: 2 });
    await closedFor(client, 'QoS 2');
    const raws = [await telemetry.next(), await telemetry.next()].map(({ value }) => value?.raw);
    expect(raws.map(String)).toEqual(['0', '1']);
    await the.hub.close();
    expect(await telemetry.next()).toMatchObject({ done: true });
  });

  it('with RETAIN has the property mqtt-retain, and is not kept for who subscribes later', async () => {
    await using client = await MqttTestClient.connected(the.hub);
    const telemetry = the.hub.telemetry();
    client.publish(`${TELEMETRY}a=b`, 'x', { retain: true });
    expect((await telemetry.next()).value).toMatchObject({
      properties: { a: 'b', 'mqtt-retain': 'true' },
    });
    await client.subscribe('devices/dev1/messages/devicebound/#');
    expect(await client.settled()).toEqual([]);
  });

  it.each([
    ['of another device', 'devices/dev2/messages/events/', "not the device's"],
    ['of its module', 'devices/dev1/modules/mod1/messages/events/', "not the device's"],
    ['nobody knows', '$iothub/anything', "not the device's"],
    ['with a broken bag', `${TELEMETRY}a=%zz`, 'not percent-encoded'],
  ])('to a topic %s closes the connection', async (_what, topic, detail) => {
    await using client = await MqttTestClient.connected(the.hub);
    client.publish(topic, 'x');
    await closedFor(client, detail);
  });
});

describe('a will', () => {
  const payload = Buffer.from('gone');

  it('is telemetry of the type Will when the device goes without a goodbye', async () => {
    const will = { topic: `${TELEMETRY}a=b`, payload, qos: 1, retain: true } as const;
    const telemetry = the.hub.telemetry();
    await using client = await MqttTestClient.connected(the.hub, { will });
    client.socket.destroy();
    expect((await telemetry.next()).value).toMatchObject({
      raw: payload,
      properties: { a: 'b', 'iothub-MessageType': 'Will', 'mqtt-retain': 'true' },
    });
  });

  it('is dropped when the device says goodbye', async () => {
    const will = { topic: TELEMETRY, payload, qos: 1 } as const;
    const telemetry = the.hub.telemetry();
    await using client = await MqttTestClient.connected(the.hub, { will });
    client.send({ cmd: 'disconnect' });
    await client.gone;
    await nextEvent(the.events, 'disconnected');
    await the.hub.close();
    expect(await telemetry.next()).toMatchObject({ done: true });
  });

  it('to another topic is refused with CONNACK 5', async () => {
    await using client = await MqttTestClient.open(the.hub);
    const will = { topic: 'devices/dev2/messages/events/', payload, qos: 1 } as const;
    expect((await client.connect({ will })).returnCode).toBe(5);
    await client.gone;
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason: 'will-invalid' });
  });
});
