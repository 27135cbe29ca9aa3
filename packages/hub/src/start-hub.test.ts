import { on } from 'node:events';
import azureDevice, { type Twin } from 'azure-iot-device';
import azureMqtt from 'azure-iot-device-mqtt';
import { describe, expect, it } from 'vitest';
import type { HubEvent, SubscriptionKind } from './hub-event.js';
import { startHub } from './start-hub.js';

const { Client, Message } = azureDevice;
const MODEL_ID = 'dtmi:com:example:Thermostat;1';

async function connectedClient(connectionString: string, ca: string) {
  const client = Client.fromConnectionString(connectionString, azureMqtt.Mqtt);
  await client.setOptions({ ca, modelId: MODEL_ID });
  await client.open();
  return { client, [Symbol.asyncDispose]: async () => void (await client.close()) };
}

function report(twin: Twin, patch: object): Promise<void> {
  return new Promise((resolve, reject) => {
    twin.properties.reported.update(patch, (error?: Error) =>
      error === undefined || error === null ? resolve() : reject(error),
    );
  });
}

async function subscribed(events: AsyncIterator<HubEvent>, to: SubscriptionKind): Promise<void> {
  for (;;) {
    const { done, value } = await events.next();
    if (done === true) throw new Error(`the hub closed before a subscription to ${to}`);
    if (value.type === 'subscribed' && value.to === to) return;
  }
}

describe("Microsoft's device client on the hub", () => {
  it('sends telemetry, reads and patches its twin, takes desired changes and answers methods', async () => {
    await using hub = await startHub({ port: 0 });
    await hub.addDevice('dev1');
    const telemetry = hub.telemetry({ deviceId: 'dev1' });
    hub.desire('dev1', { targetTemperature: 21 });
    await using device = await connectedClient(hub.connectionString('dev1'), hub.ca);
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
});
