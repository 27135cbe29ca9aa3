import { on } from 'node:events';
import azureDevice from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient, azureModule, MODEL_ID, report } from '../test/azure-client.js';
import { MqttTestClient } from '../test/mqtt-test-client.js';
import { nextEvent, subscribed } from '../test/next-event.js';
import { sasToken } from '../test/sas-token.js';
import { temporaryFolder } from '../test/temporary-folder.js';
import type { HubEvent } from './hub-event.js';
import type { Hub } from './hub.js';
import { startHub } from './start-hub.js';

const { Message } = azureDevice;
const KEY = Buffer.alloc(32, 1).toString('base64');
const FUTURE = Date.parse('2100-01-01T00:00:00Z');

let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
  await hub.addModule('dev1/mod1', { primaryKey: KEY });
  events = hub.events();
});

afterEach(() => hub.close());

describe("Microsoft's module client on the hub", () => {
  it('has a twin, methods and desired changes beside those of its device', async () => {
    hub.desire('dev1/mod1', { level: 1 });
    await using device = await azureClient(hub);
    await using module = await azureModule(hub, 'dev1/mod1');
    expect(hub.twin('dev1/mod1')).toMatchObject({
      deviceId: 'dev1',
      moduleId: 'mod1',
      modelId: MODEL_ID,
      connectionState: 'connected',
    });
    const twin = await module.client.getTwin();
    expect(twin.properties.desired).toMatchObject({ level: 1, $version: 2 });
    await report(twin, { serialNumber: 'M-1' });
    expect(hub.twin('dev1/mod1').reported).toEqual({ serialNumber: 'M-1', $version: 2 });
    expect(hub.twin('dev1').reported).toEqual({ $version: 1 });
    expect(await nextEvent(events, 'reported')).toMatchObject({ moduleId: 'mod1' });

    const patches = on(twin, 'properties.desired');
    await patches.next();
    await subscribed(events, 'desired');
    hub.desire('dev1', { level: 9 });
    hub.desire('dev1/mod1', { level: 2 });
    expect((await patches.next()).value).toEqual([{ level: 2, $version: 3 }]);

    module.client.onMethod('reboot', (request, response) => {
      void response?.send(200, { by: 'mod1', payload: request?.payload });
    });
    await subscribed(events, 'methods');
    await expect(hub.invoke('dev1/mod1', 'reboot', 5)).resolves.toEqual({
      status: 200,
      payload: { by: 'mod1', payload: 5 },
    });
    await expect(hub.invoke('dev1', 'reboot', 5)).rejects.toMatchObject({
      code: 'PNP_HUB_DEVICE_OFFLINE',
    });
    expect(device.client).toBeDefined();
  });

  it('sends telemetry of its own, with and without an output', async () => {
    await using module = await azureModule(hub, 'dev1/mod1');
    const all = hub.telemetry();
    const ofModule = hub.telemetry({ deviceId: 'dev1/mod1' });
    const ofDevice = hub.telemetry({ deviceId: 'dev1' });
    const message = new Message('{"t":1}');
    message.contentType = 'application/json';
    message.properties.add('colour', 'red & blue');
    await module.client.sendOutputEvent('alarms', message);
    await module.client.sendEvent(new Message('plain'));
    const expected = {
      deviceId: 'dev1',
      moduleId: 'mod1',
      outputName: 'alarms',
      body: { t: 1 },
      properties: { colour: 'red & blue' },
    };
    expect((await all.next()).value).toMatchObject(expected);
    expect((await ofModule.next()).value).toMatchObject(expected);
    const { value: plain } = await ofModule.next();
    expect(plain).toMatchObject({ moduleId: 'mod1', raw: Buffer.from('plain') });
    expect(plain).not.toHaveProperty('outputName');
    await hub.close();
    expect(await ofDevice.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a module', () => {
  it('has a connection string with its own key', () => {
    expect(hub.connectionString('dev1/mod1')).toBe(
      `HostName=localhost:${hub.port};DeviceId=dev1;ModuleId=mod1;SharedAccessKey=${KEY}`,
    );
  });

  it.each([
    ['the key of its device', 'signature-mismatch', {}],
    [
      'the resource of its device',
      'wrong-resource',
      { sr: 'localhost%2Fdevices%2Fdev1', key: KEY },
    ],
  ])('is refused with %s', async (_name, reason, fields) => {
    await using client = await MqttTestClient.open(hub);
    const { primaryKey } = await hub.addDevice('dev1');
    const sr = 'localhost%2Fdevices%2Fdev1%2Fmodules%2Fmod1';
    const token = sasToken({ sr, key: primaryKey, expiresAt: FUTURE, ...fields });
    const connack = await client.connect({ target: 'dev1/mod1', password: Buffer.from(token) });
    expect(connack.returnCode).toBe(5);
    expect(await nextEvent(events, 'refused')).toMatchObject({
      deviceId: 'dev1',
      moduleId: 'mod1',
      reason,
    });
  });

  it('has a session of its own', async () => {
    await using device = await MqttTestClient.connected(hub);
    await using module = await MqttTestClient.connected(hub, { target: 'dev1/mod1' });
    expect(await device.settled()).toEqual([]);
    hub.disconnect('dev1/mod1');
    await module.gone;
    expect(await nextEvent(events, 'disconnected')).toMatchObject({ moduleId: 'mod1' });
    expect(await device.settled()).toEqual([]);
  });

  it.each(['devices/dev1/messages/events/', 'devices/dev1/modules/mod2/messages/events/'])(
    'loses its connection when it publishes to %s',
    async (topic) => {
      await using module = await MqttTestClient.connected(hub, { target: 'dev1/mod1' });
      module.publish(topic, '');
      await module.gone;
      expect(await nextEvent(events, 'disconnected')).toMatchObject({
        reason: 'protocol-violation',
      });
    },
  );

  it('may not listen to the messages of its device', async () => {
    await using module = await MqttTestClient.connected(hub, { target: 'dev1/mod1' });
    expect(await module.subscribe('devices/dev1/messages/devicebound/#')).toEqual([128]);
  });

  it('is refused while its device is disabled, and loses its connection', async () => {
    await using module = await MqttTestClient.connected(hub, { target: 'dev1/mod1' });
    await hub.setEnabled('dev1', false);
    await module.gone;
    await using refused = await MqttTestClient.open(hub);
    expect((await refused.connect({ target: 'dev1/mod1' })).returnCode).toBe(5);
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'device-disabled' });
    await hub.setEnabled('dev1', true);
    await using accepted = await MqttTestClient.connected(hub, { target: 'dev1/mod1' });
    expect(await accepted.settled()).toEqual([]);
  });

  it('goes alone, and with its device', async () => {
    await hub.addModule('dev1/mod2');
    await using one = await MqttTestClient.connected(hub, { target: 'dev1/mod1' });
    await using two = await MqttTestClient.connected(hub, { target: 'dev1/mod2' });
    await hub.removeModule('dev1/mod1');
    await one.gone;
    expect(await two.settled()).toEqual([]);
    expect(() => hub.twin('dev1/mod1')).toThrow(/no module "dev1\/mod1"/u);
    await hub.removeDevice('dev1');
    await two.gone;
    await hub.addDevice('dev1');
    expect(() => hub.twin('dev1/mod2')).toThrow(/no module "dev1\/mod2"/u);
  });

  it('is not removed as a device, nor a device as a module', async () => {
    const unfit = { code: 'PNP_HUB_TARGET_UNFIT' };
    await expect(hub.removeDevice('dev1/mod1')).rejects.toMatchObject(unfit);
    await expect(hub.removeModule('dev1')).rejects.toMatchObject(unfit);
    expect(hub.twin('dev1/mod1').deviceId).toBe('dev1');
  });
});

it('modules are kept in the data folder', async () => {
  await using folder = await temporaryFolder();
  const first = await startHub({ port: 0, dataDir: folder.path });
  await first.addDevice('dev1');
  const module = await first.addModule('dev1/mod1');
  await first.close();
  await using second = await startHub({ port: 0, dataDir: folder.path });
  expect(await second.addModule('dev1/mod1')).toEqual(module);
  await using client = await MqttTestClient.connected(second, { target: 'dev1/mod1' });
  expect(await client.settled()).toEqual([]);
});
