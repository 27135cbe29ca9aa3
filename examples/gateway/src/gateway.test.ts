import { startHub } from '@iotpnp/hub';
import { expect, it } from 'vitest';
import { Gateway } from './gateway.js';

it('adds leaves and removes them while it runs, each a device of its own', async () => {
  await using hub = await startHub({ port: 0 });
  const { endpoint, idScope, groupKey } = hub.dps;
  const telemetry = hub.telemetry();
  await using gateway = new Gateway({ dps: { endpoint, idScope, groupKey, ca: hub.ca } });
  const connected = (id: string) => hub.twin(id).connectionState;

  const [first, again, second] = await Promise.all([
    gateway.add('leaf1'),
    gateway.add('leaf1'),
    gateway.add('leaf2'),
  ]);
  expect(again).toBe(first);
  expect(['leaf1', 'leaf2'].map(connected)).toEqual(['connected', 'connected']);
  gateway.measured('leaf1', 20.5);
  expect((await telemetry.next()).value).toMatchObject({
    deviceId: 'leaf1',
    modelId: 'dtmi:com:example:Leaf;1',
    body: { reading: 20.5 },
  });

  await gateway.remove('leaf1');
  await expect.poll(() => connected('leaf1')).toBe('disconnected');
  expect(gateway.leaves).toEqual(['leaf2']);
  gateway.measured('leaf1', 1);
  gateway.measured('leaf2', 21.5);
  expect((await telemetry.next()).value).toMatchObject({
    deviceId: 'leaf2',
    body: { reading: 21.5 },
  });

  hub.desire('leaf2', { intervalSeconds: 5 });
  await expect.poll(() => second.intervalSeconds).toBe(5);
  expect(first.intervalSeconds).toBe(60);
}, 30_000);

it('gives up a leaf that cannot prove itself, and tells who added it', async () => {
  await using hub = await startHub({ port: 0 });
  const { endpoint, idScope } = hub.dps;
  const groupKey = Buffer.from('another key').toString('base64');
  const dps = { endpoint, idScope, groupKey, ca: hub.ca };
  await using gateway = new Gateway({ dps, connectTimeoutMs: 1 });
  await expect(gateway.add('leaf1')).rejects.toMatchObject({ code: 'PNP_CONNECT_TIMEOUT' });
  expect(gateway.leaves).toEqual([]);
  await gateway.remove('leaf1');
}, 30_000);
