import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../test/fake-clock.js';
import { MqttTestClient } from '../test/mqtt-test-client.js';
import { nextEvent } from '../test/next-event.js';
import type { HubEvent } from './hub-event.js';
import type { Hub } from './hub.js';
import { startHub } from './start-hub.js';

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
    await using client = await MqttTestClient.connected(hub);
    hub.desire('dev1', { a: 1 });
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
