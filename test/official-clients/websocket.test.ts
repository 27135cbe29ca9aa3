import { on, once } from 'node:events';
import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import azureDevice, { type Message } from 'azure-iot-device';
import azureMqtt from 'azure-iot-device-mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { nextEvent, subscribed } from '../../packages/hub/test/next-event.js';
import { sasToken } from '../../packages/hub/test/sas-token.js';
import { makeDevice, thumbprintsOf } from '../support/device-certificates.js';
import { mayListenAt443 } from '../support/port-443.js';
import {
  MODEL_ID,
  opened,
  webSocketDevice,
  webSocketModule,
  withoutPort,
} from '../support/web-socket-device.js';

let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
  events = hub.events();
});
afterEach(() => hub.close());

/** What a hub answers a WebSocket's request with. */
function statusOf(path: string, subprotocols: string[]): Promise<number | 'open'> {
  const { ca, port } = hub;
  const client = new WebSocket(`wss://localhost:${port}${path}`, subprotocols, { ca });
  return new Promise((resolve, reject) => {
    client.on('error', reject);
    client.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    client.on('open', () => {
      client.terminate();
      resolve('open');
    });
  });
}

describe("Microsoft's device client over WebSockets", () => {
  it('announces its model, sends telemetry and reports', async () => {
    const telemetry = hub.telemetry();
    await using device = await webSocketDevice(hub);
    expect(await nextEvent(events, 'connected')).toMatchObject({
      deviceId: 'dev1',
      protocol: 'mqtt-ws',
      modelId: MODEL_ID,
    });
    const message = new azureDevice.Message('{"temperature":21.5}');
    message.contentType = 'application/json';
    await device.client.sendEvent(message);
    expect((await telemetry.next()).value).toMatchObject({ body: { temperature: 21.5 } });
    const twin = await device.client.getTwin();
    await new Promise((resolve) => twin.properties.reported.update({ a: 1 }, resolve));
    expect(hub.twin('dev1').reported).toMatchObject({ a: 1, $version: 2 });
  });

  it('gets desired properties, methods and messages', async () => {
    await using device = await webSocketDevice(hub);
    const { client } = device;
    client.onDeviceMethod('reboot', (_request, response) => void response.send(202, { at: 1 }));
    await subscribed(events, 'methods');
    expect(await hub.invoke('dev1', 'reboot')).toEqual({ status: 202, payload: { at: 1 } });
    const twin = await client.getTwin();
    const desired = on(twin, 'properties.desired');
    await subscribed(events, 'desired');
    hub.desire('dev1', { rate: 5 });
    // The first it tells is the whole document, the next what has changed in it.
    for await (const [{ rate }] of desired as AsyncIterable<[{ rate?: number }]>) {
      if (rate === 5) break;
    }
    const arrived = once(client, 'message') as Promise<[Message]>;
    const id = hub.sendToDevice('dev1', 'hello');
    const [message] = await arrived;
    expect([message.messageId, message.getBytes().toString()]).toEqual([id, 'hello']);
    expect(await nextEvent(events, 'message-completed')).toMatchObject({ messageId: id });
  });

  it('answers methods after it has renewed its token, though it does not subscribe again', async () => {
    const key = /SharedAccessKey=(.*)$/u.exec(hub.connectionString('dev1'))?.[1] ?? '';
    const sr = encodeURIComponent('localhost/devices/dev1');
    const tokenUntil = (expiresAt: number): string => sasToken({ sr, key, expiresAt });
    const { Client, SharedAccessSignatureAuthenticationProvider: Provider } = azureDevice;
    const provider = Provider.fromSharedAccessSignature(tokenUntil(Date.now() + 3_600_000));
    const client = Client.fromAuthenticationProvider(provider, azureMqtt.MqttWs);
    await using device = await opened(client, hub);
    device.client.onDeviceMethod('ping', (_request, response) => void response.send(200, 'pong'));
    await subscribed(events, 'methods');
    provider.updateSharedAccessSignature(tokenUntil(Date.now() + 7_200_000));
    expect(await nextEvent(events, 'connected')).toMatchObject({ sessionPresent: true });
    expect(await hub.invoke('dev1', 'ping')).toMatchObject({ payload: 'pong' });
  });

  it('is let in by its certificate', async () => {
    const certified = await makeDevice('dev2');
    const { sha256: primaryThumbprint } = thumbprintsOf(certified);
    await hub.addDevice('dev2', { x509: { primaryThumbprint } });
    const { Client } = azureDevice;
    const client = Client.fromConnectionString(withoutPort(hub, 'dev2'), azureMqtt.MqttWs);
    await using device = await opened(client, hub, certified);
    await device.client.sendEvent(new azureDevice.Message('proved'));
    expect(await nextEvent(events, 'telemetry')).toMatchObject({ deviceId: 'dev2' });
  });

  it('is back after a restart of the hub', async () => {
    await using device = await webSocketDevice(hub);
    await nextEvent(events, 'connected');
    await hub.restart({ sessions: 'keep' });
    expect(await nextEvent(events, 'disconnected')).toMatchObject({ reason: 'hub-restarting' });
    await device.client.sendEvent(new azureDevice.Message('still here'));
    expect(await nextEvent(events, 'telemetry')).toMatchObject({ deviceId: 'dev1' });
  });
});

it("Microsoft's module client comes over WebSockets too", async () => {
  await hub.addModule('dev1/mod1');
  await using module = await webSocketModule(hub, 'dev1/mod1');
  expect(await nextEvent(events, 'connected')).toMatchObject({
    moduleId: 'mod1',
    protocol: 'mqtt-ws',
  });
  await module.client.sendEvent(new azureDevice.Message('{}'));
  expect(await nextEvent(events, 'telemetry')).toMatchObject({ moduleId: 'mod1' });
});

describe('a WebSocket', () => {
  it.each([
    ['/$iothub/websocket', ['mqtt'], 'open'],
    ['/$iothub/websocket?iothub-no-client-cert=true', ['AMQP', 'mqtt'], 'open'],
    ['/$iothub/websocket', ['soap'], 400],
    ['/$iothub/websocket', [], 400],
    ['/elsewhere', ['mqtt'], 404],
  ])('at %s for %j is %s', async (path, subprotocols, expected) => {
    expect(await statusOf(path, subprotocols)).toBe(expected);
  });

  it('whose client sends too large a message is closed, and nobody else', async () => {
    await using device = await webSocketDevice(hub);
    const { ca, port } = hub;
    const client = new WebSocket(`wss://localhost:${port}/$iothub/websocket`, 'mqtt', { ca });
    await once(client, 'open');
    client.send(Buffer.alloc(1024 * 1024));
    expect((await once(client, 'close'))[0]).toBe(1009);
    await device.client.sendEvent(new azureDevice.Message('unharmed'));
    expect(await nextEvent(events, 'telemetry')).toMatchObject({ deviceId: 'dev1' });
  });

  it('answers pings, and ends with the hub', async () => {
    const { ca, port } = hub;
    const client = new WebSocket(`wss://localhost:${port}/$iothub/websocket`, 'mqtt', { ca });
    await once(client, 'open');
    client.ping('are you there');
    expect(String((await once(client, 'pong'))[0])).toBe('are you there');
    const closed = once(client, 'close');
    await hub.close();
    await closed;
  });
});

it("Microsoft's device client finds a hub at port 443 by itself", async (test) => {
  if (!(await mayListenAt443('127.0.0.2')))
    test.skip('this machine does not let one listen at port 443');
  await using open = await startHub({ host: '127.0.0.2', port: 0, alsoPorts: [443] });
  await open.addDevice('dev1');
  const { ca } = open;
  const address = withoutPort(open, 'dev1').replace('localhost', '127.0.0.2');
  const client = azureDevice.Client.fromConnectionString(address, azureMqtt.MqttWs);
  await client.setOptions({ ca, modelId: MODEL_ID });
  await client.open();
  expect(open.twin('dev1')).toMatchObject({ connectionState: 'connected', modelId: MODEL_ID });
  await client.close();
});
