import { azureTransport, connectionStringProvisioning } from '@iotpnp/azure';
import { startSession } from '@iotpnp/core';
import { startHub } from '@iotpnp/hub';
import { expect, it } from 'vitest';
import { FakeClock, memoryLog, type LogLine } from '@iotpnp/testkit';
import { Thermostat } from '../packages/core/test/devices.js';
import { DEVICE, next, onHub } from './support/on-hub.js';

it('a connection that the hub cuts is made again, and what was desired meanwhile is applied once', async () => {
  const app = new Thermostat();
  await using on = await onHub(app, { random: () => 0 });
  await on.session.flush();
  on.hub.disconnect(DEVICE);
  await next(on.events, 'disconnected');
  on.hub.desire(DEVICE, { limit: 20 });
  const version = on.hub.desire(DEVICE, { limit: 30 });
  app.temperature = 5;
  const { patch } = await next(on.events, 'reported');
  expect(patch).toEqual({ limit: { value: 30, ac: 200, av: version, ad: 'applied' } });
  expect(app.calls).toEqual(['limit 30']);
  expect(await on.hub.invoke(DEVICE, 'fail', 'not')).toEqual({ status: 200, payload: null });
  expect(on.lines).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      message: 'no connection to the hub',
      fields: expect.objectContaining({ code: 'PNP_HUB_DISCONNECTED', retryInMs: 500 }),
    }),
  );
});

it('telemetry produced while the hub is away arrives afterwards, in order', async () => {
  const app = new Thermostat();
  await using on = await onHub(app, { random: () => 0 });
  on.hub.disconnect(DEVICE);
  await next(on.events, 'disconnected');
  for (const value of [1, 2, 3]) app.temperature = value;
  const bodies: unknown[] = [];
  while (bodies.length < 3) bodies.push((await next(on.events, 'telemetry')).telemetry.body);
  expect(bodies).toEqual([{ temperature: 1 }, { temperature: 2 }, { temperature: 3 }]);
});

it('a token is renewed without loss: methods, desired and telemetry go on', async () => {
  const clock = new FakeClock();
  const app = new Thermostat();
  await using on = await onHub(app, {
    clock,
    hub: { clock },
    transport: azureTransport({ tokenValidForSeconds: 120, tokenRenewBeforeSeconds: 60 }),
  });
  await on.session.flush();
  const first = await next(on.events, 'connected');
  for (const value of [1, 2]) {
    await clock.advance(60_000);
    const renewed = await next(on.events, 'connected');
    expect(renewed.tokenExpiresAt?.getTime()).toBe(Number(first.tokenExpiresAt) + value * 60_000);
    expect(renewed.sessionPresent).toBe(true);
    on.hub.desire(DEVICE, { limit: value });
    expect((await next(on.events, 'reported')).patch).toMatchObject({ limit: { value, ac: 200 } });
    expect(await on.hub.invoke(DEVICE, 'fail', 'not')).toEqual({ status: 200, payload: null });
    app.temperature = value;
    expect((await next(on.events, 'telemetry')).telemetry.body).toEqual({ temperature: value });
  }
  expect(on.session.state).toBe('ready');
});

it.each([
  {
    what: 'a hub nobody listens at',
    connectionString: 'HostName=localhost:1;DeviceId=dev1;SharedAccessKey=AAAA',
    code: 'PNP_HUB_UNREACHABLE',
    says: expect.stringMatching(/ECONNREFUSED/),
  },
  {
    what: 'a name nobody has',
    connectionString: 'HostName=nowhere.invalid;DeviceId=dev1;SharedAccessKey=AAAA',
    code: 'PNP_HUB_UNREACHABLE',
    says: expect.stringMatching(/nowhere\.invalid/),
  },
])('$what is a coded warning, and an error once the time to connect is over', async (row) => {
  const { connectionString } = row;
  const lines: LogLine[] = [];
  const clock = new FakeClock();
  const starting = startSession(new Thermostat(), {
    transport: azureTransport(),
    provisioning: connectionStringProvisioning({ connectionString }),
    log: memoryLog(lines),
    clock,
    connectTimeoutMs: 600_000,
  });
  const failed = expect(starting).rejects.toMatchObject({
    code: 'PNP_CONNECT_TIMEOUT',
    message: expect.stringMatching(/^not connected within 600 s: ./),
  });
  const warning = () => lines.find(({ level }) => level === 'warn');
  await expect.poll(warning).toMatchObject({ fields: { code: row.code, error: row.says } });
  await clock.advance(600_000);
  await failed;
});

it('a hub with a certificate nobody vouches for is told from one that is not there', async () => {
  await using hub = await startHub({ port: 0 });
  await hub.addDevice(DEVICE);
  const lines: LogLine[] = [];
  const controller = new AbortController();
  const starting = startSession(new Thermostat(), {
    transport: azureTransport(),
    provisioning: connectionStringProvisioning({ connectionString: hub.connectionString(DEVICE) }),
    log: memoryLog(lines),
    signal: controller.signal,
  });
  const ended = expect(starting).rejects.toMatchObject({ code: 'PNP_SESSION_CLOSED' });
  await expect
    .poll(() => lines.find(({ level }) => level === 'warn'))
    .toMatchObject({ fields: { code: 'PNP_HUB_UNTRUSTED', hint: expect.stringContaining('ca') } });
  controller.abort();
  await ended;
});

it('a wrong key is a refusal: tried again after a minute or so, never with the key in a line', async () => {
  await using hub = await startHub({ port: 0 });
  await hub.addDevice(DEVICE);
  const key = Buffer.from('a key of another device').toString('base64');
  const lines: LogLine[] = [];
  const controller = new AbortController();
  const starting = startSession(new Thermostat(), {
    transport: azureTransport(),
    provisioning: connectionStringProvisioning({
      connectionString: `HostName=${hub.hostName};DeviceId=${DEVICE};SharedAccessKey=${key}`,
      ca: hub.ca,
    }),
    log: memoryLog(lines),
    random: () => 0,
    signal: controller.signal,
  });
  const ended = expect(starting).rejects.toMatchObject({ code: 'PNP_SESSION_CLOSED' });
  await expect
    .poll(() => lines.find(({ level }) => level === 'warn'))
    .toMatchObject({
      message: 'the hub refuses this device',
      fields: { code: 'PNP_HUB_REFUSED', retryInMs: 60_000 },
    });
  expect(JSON.stringify(lines)).not.toContain(key);
  controller.abort();
  await ended;
});
