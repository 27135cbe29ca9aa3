import { Duplex } from 'node:stream';
import { generate } from 'mqtt-packet';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeClock } from '../test/fake-clock.js';
import { httpsRequest, ownerToken } from '../test/https-request.js';
import { MqttTestClient } from '../test/mqtt-test-client.js';
import { nextEvent } from '../test/next-event.js';
import type { HubEvent } from './hub-event.js';
import type { Hub } from './hub.js';
import { MqttConnection } from './mqtt/mqtt-connection.js';
import { startHub } from './start-hub.js';

const FAULTS = '/$pnp/faults';

let clock: FakeClock;
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  clock = new FakeClock();
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
  await hub.addDevice('dev2');
  events = hub.events();
});

afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

it('a device that never reads loses its connection when 4 MB wait for it, and others are served', async () => {
  await using other = await MqttTestClient.connected(hub, { target: 'dev2' });
  await using deaf = await MqttTestClient.connected(hub);
  await deaf.subscribe('$iothub/twin/PATCH/properties/desired/#');
  deaf.socket.pause();
  const patch = { text: 'x'.repeat(200_000) };
  let pushed = 0;
  for (; hub.twin('dev1').connectionState === 'connected'; pushed += 1) {
    hub.faults.push('dev1', patch);
    // What the system buffers is not the hub's: it goes out between two pushes.
    expect(await other.settled()).toEqual([]);
  }
  expect(pushed).toBeGreaterThan(20);
  expect(await nextEvent(events, 'disconnected')).toMatchObject({
    deviceId: 'dev1',
    reason: 'too-slow',
  });
});

it('a client that takes no goodbye loses its connection 5 s later', () => {
  const deaf = new Duplex({ read: () => {}, write: () => {} });
  const context = { clock, gates: [] };
  const connection = new MqttConnection(deaf, context, { protocol: 'mqtt' });
  connection.receive(generate({ cmd: 'connect', clientId: 'dev1', keepalive: 1 }));
  clock.advance(4999);
  expect(deaf.destroyed).toBe(false);
  clock.advance(1);
  expect(deaf.destroyed).toBe(true);
});

it('a back end that never reads its answers loses its connection a minute later', async () => {
  // Answers are large where much is in store.
  hub.faults.answerReports('dev1', ...Array.from({ length: 40_000 }, () => 'unavailable' as const));
  const token = ownerToken(hub);
  await using deaf = await MqttTestClient.open(hub);
  let heard = 0;
  deaf.socket.removeAllListeners('data');
  deaf.socket.pause();
  const lines = [`GET ${FAULTS} HTTP/1.1`, 'host: localhost', `authorization: ${token}`];
  const asked = 100;
  for (let count = 0; count < asked; count += 1) deaf.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const size = (await httpsRequest(hub, 'GET', FAULTS, { token })).body.length;
  expect(size).toBeGreaterThan(500_000);
  await httpsRequest(hub, 'GET', FAULTS, { token });
  clock.advance(60_000);
  deaf.socket.on('data', (chunk: Buffer) => (heard += chunk.length));
  deaf.socket.resume();
  await deaf.gone;
  expect(heard).toBeLessThan(asked * size);
  expect((await httpsRequest(hub, 'GET', FAULTS, { token })).status).toBe(200);
});
