import { startHub } from '@iotpnp/hub';
import { expect, it } from 'vitest';
import { runScript } from '../support/official-script.js';

it("Microsoft's device client uploads a file", async () => {
  await using hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
  const source = `
    import { Readable } from 'node:stream';
    import device from 'azure-iot-device';
    import mqtt from 'azure-iot-device-mqtt';
    const client = device.Client.fromConnectionString(input, mqtt.Mqtt);
    await client.open();
    await client.uploadToBlob('logs/a.txt', Readable.from([Buffer.from('hello')]), 5);
    await client.close();
    print('uploaded');
  `;
  const input = hub.connectionString('dev1');
  expect(await runScript({ source, ca: hub.ca, input })).toEqual(['uploaded']);
  expect(hub.file('dev1', 'logs/a.txt')?.toString()).toBe('hello');
});
