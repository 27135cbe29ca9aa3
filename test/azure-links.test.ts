import { startHub } from '@iotpnp/hub';
import { FakeClock } from '@iotpnp/testkit';
import { expect, it, onTestFinished, vi } from 'vitest';
import { azureDevice } from './support/azure-device.js';
import { azureRelay } from './support/azure-relay.js';
import { DEVICE, next } from './support/on-hub.js';

const message = {
  body: '{"level":1}',
  contentType: 'application/json',
  contentEncoding: 'utf-8',
  properties: {},
  createdAt: new Date(0),
} as const;

it('a link that is dead but not closed lets go of its socket soon after it is disposed', async () => {
  await using hub = await startHub({ port: 0 });
  await hub.addDevice(DEVICE);
  await using relay = await azureRelay(hub);
  const clock = new FakeClock(Date.now());
  const device = await azureDevice(hub, DEVICE, { clock, gateway: relay.hostName });
  const link = await device.opening;
  await link.telemetry(message);
  relay.silence();
  const unanswered = link.telemetry(message).catch((error: unknown) => error);
  const closed = link[Symbol.asyncDispose]();
  await clock.advance(500);
  await closed;
  await relay.abandoned;
  expect(await unanswered).toMatchObject({ code: 'PNP_HUB_DISCONNECTED', retry: 'backoff' });
  expect(clock.waiting).toEqual([]);
});

it('a hub that takes the call and says nothing: an aborted attempt leaves no socket behind', async () => {
  await using hub = await startHub({ port: 0 });
  await hub.addDevice(DEVICE);
  await using relay = await azureRelay(hub);
  relay.silence();
  const controller = new AbortController();
  const clock = new FakeClock(Date.now());
  const { signal } = controller;
  const device = await azureDevice(hub, DEVICE, { clock, gateway: relay.hostName, signal });
  const failed = expect(device.opening).rejects.toMatchObject({ retry: 'backoff' });
  await relay.spoken;
  controller.abort();
  await failed;
  await relay.abandoned;
});

it('a network that falls silent is noticed after twice keepAliveSeconds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  await using hub = await startHub({ port: 0 });
  await hub.addDevice(DEVICE);
  await using relay = await azureRelay(hub);
  const transport = { keepAliveSeconds: 20 };
  const device = await azureDevice(hub, DEVICE, { transport, gateway: relay.hostName });
  await using link = await device.opening;
  expect(link).toBeDefined();
  relay.silence();
  vi.advanceTimersByTime(39_999);
  expect(device.ends).toEqual([]);
  vi.advanceTimersByTime(1);
  await relay.abandoned;
  await expect.poll(() => device.ends).toMatchObject([{ code: 'PNP_HUB_DISCONNECTED' }]);
});

it('from the first byte to the twin it takes four round trips: all subscriptions share one', async () => {
  await using hub = await startHub({ port: 0 });
  await hub.addDevice(DEVICE);
  await using relay = await azureRelay(hub);
  const events = hub.events();
  const receives = { cloudMessages: true };
  const device = await azureDevice(hub, DEVICE, { receives, gateway: relay.hostName });
  await using link = await device.opening;
  const subscribed = new Set<string>();
  while (subscribed.size < 4) subscribed.add((await next(events, 'subscribed')).to);
  expect(relay.flights).toBe(3); // TLS hello; TLS finished and CONNECT; the subscriptions
  expect(await link.twin?.()).toMatchObject({ desired: { $version: 1 } });
  expect(relay.flights).toBe(4);
});

it('properties that no topic holds are refused for their content, and the link goes on', async () => {
  await using hub = await startHub({ port: 0 });
  await hub.addDevice(DEVICE);
  const events = hub.events();
  const device = await azureDevice(hub, DEVICE);
  await using link = await device.opening;
  const properties = { note: 'ü'.repeat(11_000) }; // six characters each in a topic
  await expect(link.telemetry({ ...message, properties })).rejects.toMatchObject({
    code: 'PNP_MESSAGE_REFUSED',
    message: expect.stringMatching(/more than a topic of MQTT/),
  });
  await link.telemetry({ ...message, properties: { note: 'ü'.repeat(10_000) } });
  const { telemetry } = await next(events, 'telemetry');
  expect(telemetry.properties['note']).toHaveLength(10_000);
  expect(device.ends).toEqual([]);
});
