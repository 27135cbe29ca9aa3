import { on } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient, report } from '../test/azure-client.js';
import { FakeClock } from '../test/fake-clock.js';
import { MqttTestClient } from '../test/mqtt-test-client.js';
import { nextEvent, subscribed } from '../test/next-event.js';
import type { HubEvent } from './hub-event.js';
import type { Hub } from './hub.js';
import { startHub } from './start-hub.js';

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

  it('of which the predicate throws is answered 400, and the connection stays', async () => {
    await using client = await twinClient();
    const seen = hub.events();
    hub.faults.refuseReports('dev1', () => {
      throw new Error('no such thing');
    });
    client.publish(`${REPORT}1`, '{"a":1}');
    expect((await client.expect('publish')).topic).toBe('$iothub/twin/res/400/?$rid=1');
    expect(await nextEvent(seen, 'report-refused')).toMatchObject({
      detail: expect.stringContaining('no such thing'),
    });
    hub.faults.refuseReports('dev1', undefined);
    client.publish(`${REPORT}2`, '{"a":1}');
    expect((await client.expect('publish')).topic).toBe('$iothub/twin/res/204/?$rid=2&$version=2');
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
