import { on, once } from 'node:events';
import azureDevice from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient, report } from '../test/azure-client.js';
import { FakeClock } from '../test/fake-clock.js';
import { MqttTestClient } from '../test/mqtt-test-client.js';
import { nextEvent, subscribed } from '../test/next-event.js';
import type { HubEvent } from './hub-event.js';
import type { Hub } from './hub.js';
import { startHub } from './start-hub.js';

const { Message } = azureDevice;
const noRetry = { shouldRetry: () => false, nextRetryTimeout: () => -1 };
const TELEMETRY = 'devices/dev1/messages/events/';
const REPORT = '$iothub/twin/PATCH/properties/reported/?$rid=';
const READ = '$iothub/twin/GET/?$rid=1';
const DESIRED = '$iothub/twin/PATCH/properties/desired/';

let clock: FakeClock;
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  clock = new FakeClock(Date.now());
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
  events = hub.events();
});

afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

/** A client that hears the answers about its twin. */
async function twinClient(): Promise<MqttTestClient> {
  const client = await MqttTestClient.connected(hub);
  await client.subscribe('$iothub/twin/res/#', `${DESIRED}#`);
  return client;
}

describe('a report', () => {
  it.each([
    ['refuse', 400, 400004, 'ArgumentInvalid'],
    ['throttle', 429, 429001, 'ThrottlingException'],
    ['unavailable', 503, 503001, 'ServiceUnavailable'],
  ] as const)(
    'that is to %s is answered %i with its error body',
    async (fault, status, errorCode, name) => {
      await using client = await twinClient();
      hub.faults.answerReports('dev1', fault);
      client.publish(`${REPORT}7`, '{"a":1}');
      const { topic, payload } = await client.expect('publish');
      expect(topic).toBe(`$iothub/twin/res/${status}/?$rid=7`);
      expect(JSON.parse(String(payload))).toMatchObject({
        errorCode,
        message: expect.stringMatching(new RegExp(`^ErrorCode:${name};`, 'u')),
      });
      expect(await nextEvent(events, 'report-refused')).toMatchObject({ status });
      client.publish(`${REPORT}8`, '{"a":1}');
      expect((await client.expect('publish')).topic).toBe(
        '$iothub/twin/res/204/?$rid=8&$version=2',
      );
    },
  );

  it('of which the predicate is true is answered 400', async () => {
    await using client = await twinClient();
    hub.faults.refuseReports('dev1', ({ a }) => a === 2);
    for (const value of [1, 2]) client.publish(`${REPORT}${value}`, `{"a":${value}}`);
    const answers = await client.settled();
    expect(answers.map((packet) => ('topic' in packet ? packet.topic : packet.cmd))).toEqual([
      '$iothub/twin/res/204/?$rid=1&$version=2',
      '$iothub/twin/res/400/?$rid=2',
    ]);
  });

  it.each([
    ['silent', { a: 1, $version: 2 }],
    ['ignore', { $version: 1 }],
  ] as const)('that is met with %s gets no answer', async (fault, reported) => {
    await using client = await twinClient();
    hub.faults.answerReports('dev1', fault);
    client.publish(`${REPORT}7`, '{"a":1}');
    expect(await client.settled()).toEqual([]);
    expect(hub.twin('dev1').reported).toEqual(reported);
  });

  it.each([
    ['cut', { $version: 1 }],
    ['apply-and-cut', { a: 1, $version: 2 }],
  ] as const)('that is met with %s loses its connection', async (fault, reported) => {
    await using client = await twinClient();
    hub.faults.answerReports('dev1', fault);
    client.publish(`${REPORT}7`, '{"a":1}', { qos: 1, messageId: 5 });
    expect(await client.next()).toBeUndefined();
    expect(await nextEvent(events, 'disconnected')).toMatchObject({ reason: 'by-hub' });
    expect(hub.twin('dev1').reported).toEqual(reported);
  });

  it("fails at Microsoft's client when it is refused, throttled or met with 503", async () => {
    await using device = await azureClient(hub);
    const twin = await device.client.getTwin();
    hub.faults.answerReports('dev1', 'refuse', 'throttle', 'unavailable');
    await expect(report(twin, { a: 1 })).rejects.toThrow(/^ErrorCode:ArgumentInvalid;/u);
    await expect(report(twin, { a: 1 })).rejects.toThrow(/^ErrorCode:ThrottlingException;/u);
    await expect(report(twin, { a: 1 })).rejects.toThrow(/^ErrorCode:ServiceUnavailable;/u);
    await report(twin, { a: 1 });
    expect(hub.twin('dev1').reported).toEqual({ a: 1, $version: 2 });
  });
});

describe('a read of the twin', () => {
  it.each([
    ['throttle', 429],
    ['unavailable', 503],
  ] as const)('that is to %s is answered %i', async (fault, status) => {
    await using client = await twinClient();
    hub.faults.answerTwinReads('dev1', fault);
    client.publish(READ, '');
    expect((await client.expect('publish')).topic).toBe(`$iothub/twin/res/${status}/?$rid=1`);
    expect(await nextEvent(events, 'twin-read')).toMatchObject({ status });
    client.publish(READ, '');
    expect((await client.expect('publish')).topic).toBe('$iothub/twin/res/200/?$rid=1');
    expect(await nextEvent(events, 'twin-read')).toMatchObject({ status: 200 });
  });

  it('may get no answer, or lose its connection', async () => {
    await using client = await twinClient();
    hub.faults.answerTwinReads('dev1', 'silent', 'cut');
    client.publish(READ, '');
    expect(await client.settled()).toEqual([]);
    expect(await nextEvent(events, 'twin-read')).not.toHaveProperty('status');
    client.publish(READ, '');
    expect(await client.next()).toBeUndefined();
  });
});

describe('answers about the twin', () => {
  it('come as late as was said', async () => {
    await using client = await twinClient();
    hub.faults.delayAnswers('dev1', 5000);
    client.publish(READ, '');
    client.publish(`${REPORT}2`, '{"a":1}');
    expect(await client.settled()).toEqual([]);
    expect(hub.twin('dev1').reported).toEqual({ a: 1, $version: 2 });
    clock.advance(4999);
    expect(await client.settled()).toEqual([]);
    clock.advance(1);
    expect((await client.expect('publish')).topic).toBe('$iothub/twin/res/200/?$rid=1');
    expect((await client.expect('publish')).topic).toMatch(/204\/\?\$rid=2/u);
  });

  it('do not come once the connection has gone', async () => {
    await using client = await twinClient();
    hub.faults.delayAnswers('dev1', 5000);
    client.publish(READ, '');
    await client.settled();
    client.socket.destroy();
    await nextEvent(events, 'disconnected');
    expect(clock.armed).toBe(0);
  });
});

describe('a desired change', () => {
  it('may get lost, which the next does not', async () => {
    await using client = await twinClient();
    hub.faults.loseDesired('dev1');
    hub.desire('dev1', { a: 1 });
    hub.desire('dev1', { a: 2 });
    expect((await client.expect('publish')).topic).toBe(`${DESIRED}?$version=3`);
    expect(await nextEvent(events, 'desired')).toMatchObject({ version: 2, pushed: false });
    expect(await nextEvent(events, 'desired')).toMatchObject({ version: 3, pushed: true });
  });

  it('may be pushed that the twin knows nothing of, with a version or without', async () => {
    await using client = await twinClient();
    hub.faults.push('dev1', { a: 1, $version: 99 });
    hub.faults.push('dev1', { a: 2 });
    const one = await client.expect('publish');
    const two = await client.expect('publish');
    expect([one.topic, String(one.payload)]).toEqual([
      `${DESIRED}?$version=99`,
      '{"a":1,"$version":99}',
    ]);
    expect([two.topic, String(two.payload)]).toEqual([DESIRED, '{"a":2}']);
  });

  it("reaches Microsoft's client as it was pushed", async () => {
    await using device = await azureClient(hub);
    const twin = await device.client.getTwin();
    const patches = on(twin, 'properties.desired');
    await patches.next();
    await subscribed(events, 'desired');
    hub.faults.push('dev1', { a: 1, $version: 99 });
    expect((await patches.next()).value).toEqual([{ a: 1, $version: 99 }]);
  });
});

describe('telemetry', () => {
  it('is taken and not acknowledged until it is released', async () => {
    await using client = await MqttTestClient.connected(hub);
    const telemetry = hub.telemetry();
    hub.faults.holdTelemetry('dev1');
    client.publish(TELEMETRY, 'one', { qos: 1, messageId: 1 });
    client.publish(TELEMETRY, 'two', { qos: 1, messageId: 2 });
    expect(await client.settled()).toEqual([]);
    expect((await telemetry.next()).value).toMatchObject({ raw: Buffer.from('one') });
    hub.faults.releaseTelemetry('dev1');
    expect((await client.expect('puback')).messageId).toBe(1);
    expect((await client.expect('puback')).messageId).toBe(2);
  });

  it('may lose its acknowledgement', async () => {
    await using client = await MqttTestClient.connected(hub);
    hub.faults.loseTelemetryAcks('dev1', 1);
    client.publish(TELEMETRY, 'one', { qos: 1, messageId: 1 });
    client.publish(TELEMETRY, 'two', { qos: 1, messageId: 2 });
    expect(await client.settled()).toMatchObject([{ cmd: 'puback', messageId: 2 }]);
  });

  it("is not sent, says Microsoft's client, until it is released", async () => {
    await using device = await azureClient(hub);
    hub.faults.holdTelemetry('dev1');
    let sent = false;
    const sending = device.client.sendEvent(new Message('x')).then(() => (sent = true));
    await nextEvent(events, 'telemetry');
    expect(sent).toBe(false);
    hub.faults.releaseTelemetry('dev1');
    expect(await sending).toBe(true);
  });
});

describe('a connection', () => {
  it('is refused with 3 as often as was said', async () => {
    hub.faults.refuseConnects('dev1', 1);
    await using refused = await MqttTestClient.open(hub);
    expect((await refused.connect()).returnCode).toBe(3);
    await refused.gone;
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'unavailable' });
    await using accepted = await MqttTestClient.connected(hub);
    expect(await accepted.settled()).toEqual([]);
  });

  it('ends as with its token', async () => {
    await using client = await MqttTestClient.connected(hub);
    hub.faults.expireToken('dev1');
    await client.gone;
    expect(await nextEvent(events, 'disconnected')).toMatchObject({ reason: 'token-expired' });
  });

  it('ends behind a method, which the device still gets', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe('$iothub/methods/POST/#');
    hub.faults.disconnectOnCommand('dev1');
    await expect(hub.invoke('dev1', 'reboot', 5)).rejects.toMatchObject({
      code: 'PNP_HUB_DEVICE_LINK_LOST',
    });
    expect((await client.expect('publish')).payload).toEqual(Buffer.from('5'));
    expect(await client.next()).toBeUndefined();
  });

  it("that is cut is told by Microsoft's client", async () => {
    await using device = await azureClient(hub);
    device.client.setRetryPolicy(noRetry);
    const twin = await device.client.getTwin();
    hub.faults.answerReports('dev1', 'cut');
    const gone = once(device.client, 'disconnect');
    twin.properties.reported.update({ a: 1 }, () => {});
    await gone;
    expect(hub.twin('dev1').connectionState).toBe('disconnected');
  });
});

describe('restart', () => {
  it.each([
    ['keep', true],
    ['lose', false],
  ] as const)('drops all connections, and sessions: %s', async (sessions, sessionPresent) => {
    await hub.addDevice('dev2');
    hub.desire('dev1', { a: 1 });
    hub.sendToDevice('dev1', 'kept');
    await using first = await MqttTestClient.connected(hub);
    await using other = await MqttTestClient.connected(hub, { target: 'dev2' });
    await using silent = await MqttTestClient.open(hub);
    await first.subscribe('$iothub/methods/POST/#');
    const { port } = hub;
    await hub.restart({ sessions });
    await Promise.all([first.gone, other.gone, silent.gone]);
    expect(await nextEvent(events, 'disconnected')).toMatchObject({ reason: 'hub-restarting' });
    expect(hub.port).toBe(port);
    expect(hub.twin('dev1').desired).toEqual({ a: 1, $version: 2 });
    expect(hub.pendingMessages('dev1')).toBe(1);
    await using second = await MqttTestClient.open(hub);
    expect((await second.connect()).sessionPresent).toBe(sessionPresent);
    const invoked = hub.invoke('dev1', 'm').catch(({ code }: { code: string }) => code);
    if (sessionPresent) {
      const { topic } = await second.expect('publish');
      second.publish(topic.replace('POST/m', 'res/200'), '1');
    }
    expect(await invoked).toEqual(
      sessionPresent ? { status: 200, payload: 1 } : 'PNP_HUB_DEVICE_OFFLINE',
    );
  });

  it('may be asked for again at once, and goes with the hub when that closes', async () => {
    await Promise.all([hub.restart({ sessions: 'keep' }), hub.restart({ sessions: 'keep' })]);
    await using client = await MqttTestClient.connected(hub);
    expect(await client.settled()).toEqual([]);
    const { port } = hub;
    await Promise.all([hub.restart({ sessions: 'keep' }), hub.close()]);
    await client.gone;
    await using next = await startHub({ port });
    expect(next.port).toBe(port);
  });
});

describe('recreate', () => {
  it('makes a new device of the same name and keys', async () => {
    await using client = await twinClient();
    hub.desire('dev1', { a: 1 });
    await client.expect('publish');
    hub.sendToDevice('dev1', 'forgotten');
    await hub.recreate('dev1');
    await client.gone;
    expect(hub.twin('dev1')).toMatchObject({
      desired: { $version: 1 },
      reported: { $version: 1 },
    });
    expect(hub.pendingMessages('dev1')).toBe(0);
    await using again = await MqttTestClient.open(hub);
    expect((await again.connect()).sessionPresent).toBe(false);
  });
});
