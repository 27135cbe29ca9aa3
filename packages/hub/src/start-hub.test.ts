import { on } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import azureDevice from 'azure-iot-device';
import { describe, expect, it } from 'vitest';
import { azureClient, connectedClient, MODEL_ID, report } from '../test/azure-client.js';
import { MqttTestClient } from '../test/mqtt-test-client.js';
import { temporaryFolder } from '../test/temporary-folder.js';
import { subscribed } from '../test/next-event.js';
import { startHub } from './start-hub.js';

const { Message } = azureDevice;
const KEY = Buffer.alloc(32, 1).toString('base64');

describe("Microsoft's device client on the hub", () => {
  it('sends telemetry, reads and patches its twin, takes desired changes and answers methods', async () => {
    await using hub = await startHub({ port: 0 });
    await hub.addDevice('dev1');
    const telemetry = hub.telemetry({ deviceId: 'dev1' });
    hub.desire('dev1', { targetTemperature: 21 });
    await using device = await azureClient(hub);
    expect(hub.twin('dev1')).toMatchObject({ modelId: MODEL_ID, connectionState: 'connected' });

    const message = new Message('{"temperature":21.5}');
    message.contentType = 'application/json';
    message.contentEncoding = 'utf-8';
    message.properties.add('$.sub', 'thermostat1');
    message.properties.add('colour', 'red & blue');
    await device.client.sendEvent(message);
    const { value: event } = await telemetry.next();
    expect(event).toMatchObject({
      deviceId: 'dev1',
      component: 'thermostat1',
      body: { temperature: 21.5 },
      properties: { colour: 'red & blue' },
    });

    const twin = await device.client.getTwin();
    expect(twin.properties.desired).toMatchObject({ targetTemperature: 21, $version: 2 });
    await report(twin, { serialNumber: 'SN-1' });
    expect(hub.twin('dev1').reported).toEqual({ serialNumber: 'SN-1', $version: 2 });

    // The client emits the whole section to a new listener, then what the hub pushes.
    const events = hub.events();
    const patches = on(twin, 'properties.desired');
    expect((await patches.next()).value).toEqual([{ targetTemperature: 21, $version: 2 }]);
    await subscribed(events, 'desired');
    hub.desire('dev1', { targetTemperature: 23 });
    expect((await patches.next()).value).toEqual([{ targetTemperature: 23, $version: 3 }]);

    device.client.onDeviceMethod('thermostat1*getMaxMinReport', (request, response) => {
      void response.send(200, { since: request.payload });
    });
    await subscribed(events, 'methods');
    await expect(hub.invoke('dev1', 'thermostat1*getMaxMinReport', 'today')).resolves.toEqual({
      status: 200,
      payload: { since: 'today' },
    });
  });

  it('is told when its key is wrong', async () => {
    await using hub = await startHub({ port: 0 });
    await hub.addDevice('dev1');
    const wrong = hub
      .connectionString('dev1')
      .replace(/SharedAccessKey=.*/u, `SharedAccessKey=${KEY}`);
    await expect(connectedClient(wrong, hub.ca)).rejects.toMatchObject({
      name: 'UnauthorizedError',
      message: expect.stringContaining('Connection refused: Not authorized'),
    });
  });

  it('is told when the hub refuses its report', async () => {
    await using hub = await startHub({ port: 0 });
    await hub.addDevice('dev1');
    await using device = await azureClient(hub);
    const twin = await device.client.getTwin();
    await expect(report(twin, { tooLarge: 'x'.repeat(4097) })).rejects.toThrow();
  });
});

describe('startHub', () => {
  it('says how to go on when the port is taken', async () => {
    await using hub = await startHub({ port: 0 });
    await expect(startHub({ port: hub.port })).rejects.toMatchObject({
      code: 'PNP_HUB_PORT_TAKEN',
      hint: expect.stringContaining('0 is any free one'),
    });
  });

  it('says so when the host is no address of this machine', async () => {
    await expect(startHub({ port: 0, host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'PNP_HUB_ADDRESS_UNAVAILABLE',
    });
  });

  it('listens on loopback only and names itself', async () => {
    await using hub = await startHub({ port: 0 });
    await hub.addDevice('dev1', { primaryKey: KEY });
    expect(hub.host).toBe('127.0.0.1');
    expect(hub.caFile).toBeUndefined();
    expect(hub.connectionString('dev1')).toBe(
      `HostName=localhost:${hub.port};DeviceId=dev1;SharedAccessKey=${KEY}`,
    );
  });

  it('keeps its authority and its devices in the data folder', async () => {
    await using folder = await temporaryFolder();
    const dataDir = join(folder.path, 'hub');
    const first = await startHub({ port: 0, dataDir });
    const one = await first.addDevice('dev1');
    await first.addDevice('dev2');
    await first.addDevice('dev3');
    await first.removeDevice('dev3');
    await first.setEnabled('dev2', false);
    const two = await first.addDevice('dev2');
    await first.close();
    await using second = await startHub({ port: 0, dataDir });
    expect(await second.addDevice('dev1')).toEqual(one);
    expect(await second.addDevice('dev2')).toEqual(two);
    expect(two.enabled).toBe(false);
    expect(() => second.connectionString('dev3')).toThrow(/no device "dev3"/u);
    expect(second.ca).toBe(first.ca);
    expect(await readFile(second.caFile ?? '', 'utf8')).toBe(first.ca);
    await using client = await MqttTestClient.open(second);
    expect((await client.connect({ key: one.primaryKey })).returnCode).toBe(0);
  });

  it('does not start over damaged state, and says which file, without a stack', async () => {
    await using folder = await temporaryFolder();
    await (await startHub({ port: 0, dataDir: folder.path })).close();
    const file = join(folder.path, 'hub.mdb');
    await writeFile(file, (await readFile(file)).subarray(0, 20_000));
    const error: unknown = await startHub({ port: 0, dataDir: folder.path }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({
      code: 'PNP_HUB_STATE_CORRUPT',
      message: `${file} cannot be understood: it was cut off`,
      hint: expect.stringContaining('delete it'),
      where: { file },
    });
    expect(String(error)).not.toContain('    at ');
    expect(await readFile(file)).not.toHaveLength(0);
  });

  it('takes no folder that another hub uses, and leaves it as it is', async () => {
    await using folder = await temporaryFolder();
    await using hub = await startHub({ port: 0, dataDir: folder.path });
    await expect(startHub({ port: 0, dataDir: folder.path })).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_LOCKED',
      message: expect.stringContaining(`process ${process.pid} on `),
    });
    await hub.addDevice('dev1');
    expect(hub.twin('dev1').desired).toEqual({ $version: 1 });
  });

  it('gives the folder back when it could not start', async () => {
    await using folder = await temporaryFolder();
    await using other = await startHub({ port: 0 });
    await expect(startHub({ port: other.port, dataDir: folder.path })).rejects.toMatchObject({
      code: 'PNP_HUB_PORT_TAKEN',
    });
    await (await startHub({ port: 0, dataDir: folder.path })).close();
  });

  it.skipIf(process.platform !== 'linux')('says so where no folder can be made', async () => {
    await expect(startHub({ port: 0, dataDir: '/proc/iotpnp/data' })).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_UNAVAILABLE',
      where: { file: '/proc/iotpnp/data' },
    });
  });

  it('closes once, with its connections and iterators, and frees its port', async () => {
    const hub = await startHub({ port: 0 });
    await hub.addDevice('dev1');
    const telemetry = hub.telemetry();
    const waiting = telemetry.next();
    await using client = await MqttTestClient.connected(hub);
    await using beforeHello = await MqttTestClient.open(hub);
    await Promise.all([hub.close(), hub.close()]);
    await client.gone;
    await beforeHello.gone;
    expect(await waiting).toEqual({ done: true, value: undefined });
    await using next = await startHub({ port: hub.port });
    expect(next.port).toBe(hub.port);
  });

  it('closes with its signal, and does not start with an aborted one', async () => {
    const aborter = new AbortController();
    const hub = await startHub({ port: 0, signal: aborter.signal });
    const events = hub.events();
    aborter.abort(new Error('enough'));
    expect(await events.next()).toEqual({ done: true, value: undefined });
    await hub.close();
    await expect(startHub({ port: 0, signal: aborter.signal })).rejects.toThrow('enough');
  });
});

describe('what code asks of the hub', () => {
  it.each([
    ['a name', ['', null], 'PNP_HUB_METHOD_NAME_INVALID'],
    ['a timeout', ['m', null, { timeoutMs: 300_001 }], 'PNP_HUB_METHOD_TIMEOUT_INVALID'],
    ['a payload', ['m', { a: Number.NaN }], 'PNP_HUB_PAYLOAD_INVALID'],
    ['an integer', ['m', 2n ** 60n], 'PNP_HUB_PAYLOAD_INVALID'],
    ['a size', ['m', 'x'.repeat(128 * 1024)], 'PNP_HUB_PAYLOAD_TOO_LARGE'],
  ] as const)('is checked for %s', async (_name, [name, payload, options], code) => {
    await using hub = await startHub({ port: 0 });
    await hub.addDevice('dev1');
    await expect(hub.invoke('dev1', name, payload, options)).rejects.toMatchObject({ code });
  });

  it('leaves the caller’s objects alone and takes no part in their later changes', async () => {
    await using hub = await startHub({ port: 0 });
    await hub.addDevice('dev1');
    const patch = { list: [1n] };
    hub.desire('dev1', patch);
    patch.list.push(2n);
    expect(hub.twin('dev1').desired).toEqual({ list: [1], $version: 2 });
  });
});
