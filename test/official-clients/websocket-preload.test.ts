import { startHub, type Hub } from '@iotpnp/hub';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runScript } from '../support/official-script.js';

let hub: Hub;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
});
afterEach(() => hub.close());

it("Microsoft's device client over WebSockets reaches a hub on any port", async () => {
  const telemetry = hub.telemetry();
  const source = `
    import device from 'azure-iot-device';
    import transport from 'azure-iot-device-mqtt';
    const client = device.Client.fromConnectionString(input, transport.MqttWs);
    await client.open();
    const message = new device.Message('{"temperature":21.5}');
    message.contentType = 'application/json';
    await client.sendEvent(message);
    await client.close();
    print('sent');
  `;
  const input = hub.connectionString('dev1');
  expect(await runScript({ source, ca: hub.ca, input })).toEqual(['sent']);
  expect((await telemetry.next()).value).toMatchObject({
    deviceId: 'dev1',
    body: { temperature: 21.5 },
  });
});

it("Microsoft's provisioning client over WebSockets registers at a hub on any port", async () => {
  const { endpoint, idScope } = hub.dps;
  const source = `
    import provisioning from 'azure-iot-provisioning-device';
    import transport from 'azure-iot-provisioning-device-mqtt';
    import symmetric from 'azure-iot-security-symmetric-key';
    const { endpoint, idScope, key } = input;
    const security = new symmetric.SymmetricKeySecurityClient('walk-in', key);
    const client = provisioning.ProvisioningDeviceClient.create(
      endpoint, idScope, new transport.MqttWs(), security,
    );
    print(await client.register());
  `;
  const input = { endpoint, idScope, key: hub.dps.deviceKey('default', 'walk-in') };
  expect(await runScript({ source, ca: hub.ca, input })).toEqual([
    expect.objectContaining({ deviceId: 'walk-in', assignedHub: hub.hostName }),
  ]);
});

it("Microsoft's service client over WebSockets sends to a hub on any port", async () => {
  const source = `
    import iothub from 'azure-iothub';
    import common from 'azure-iot-common';
    const client = iothub.Client.fromConnectionString(input, iothub.AmqpWs);
    await client.open();
    await client.send('dev1', new common.Message('hello'));
    await client.close();
    print('sent');
    process.exit();
  `;
  const input = hub.serviceConnectionString;
  expect(await runScript({ source, ca: hub.ca, input })).toEqual(['sent']);
  expect(hub.pendingMessages('dev1')).toBe(1);
});

it('URLs and those who ask what is one are as they were', async () => {
  const source = `
    import url from 'node:url';
    const made = new URL('wss://localhost:1/a');
    print([
      made instanceof url.URL,
      new url.URL('/b', made) instanceof URL,
      new url.URL('/b', made).href,
      url.URL.canParse('x'),
      url.parse('wss://localhost:1/a?b=c', true).query.b,
      new url.URL('wss://localhost:443/a').host,
    ]);
    try { new url.URL('https://localhost:1:443/'); } catch (error) { print(error.code); }
  `;
  expect(await runScript({ source, ca: hub.ca })).toEqual([
    [true, true, 'wss://localhost:1/b', false, 'c', 'localhost'],
    'ERR_INVALID_URL',
  ]);
});
