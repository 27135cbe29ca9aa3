import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import type { DeviceMethodRequest, DeviceMethodResponse } from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient, report } from '../../packages/hub/test/azure-client.js';
import { runIothub } from '../support/azure-iothub.js';
import { next } from '../support/on-hub.js';

let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
  events = hub.events();
});
afterEach(() => hub.close());

const CLIENT = `
const client = new DigitalTwinClient(new IoTHubTokenCredentials(input.service));
/** What a call with a callback came to. */
const told = (call) => new Promise((resolve) => {
  call((error, result, response) => {
    if (error) return resolve({ error: error.message, status: error.statusCode });
    const { _response, ...ok } = result ?? {};
    resolve({ ok, status: response.status, headers: response.headers.toJson() });
  });
});
`;

describe("azure-iothub's DigitalTwinClient", () => {
  it('reads a digital twin: components, values and acknowledgements', async () => {
    hub.desire('dev1', { thermostat1: { __t: 'c', targetTemperature: 21 } });
    await using device = await azureClient(hub);
    await report(await device.client.getTwin(), {
      serialNumber: 'x',
      thermostat1: {
        __t: 'c',
        targetTemperature: { value: 21, ac: 200, av: 2, ad: 'done' },
        maxTempSinceLastReboot: 25.5,
      },
    });
    const [read, missing] = await runIothub(
      hub,
      `${CLIENT}
      print(await told((done) => client.getDigitalTwin('dev1', done)));
      print(await told((done) => client.getDigitalTwin('none', done)));
      `,
    );
    const lastUpdateTime = expect.stringMatching(/^20\d\d-.*Z$/) as unknown;
    expect(read).toMatchObject({
      ok: {
        $dtId: 'dev1',
        serialNumber: 'x',
        thermostat1: {
          targetTemperature: 21,
          maxTempSinceLastReboot: 25.5,
          $metadata: {
            targetTemperature: {
              desiredValue: 21,
              desiredVersion: 2,
              ackVersion: 2,
              ackCode: 200,
              ackDescription: 'done',
              lastUpdateTime,
            },
            maxTempSinceLastReboot: { lastUpdateTime },
          },
        },
        $metadata: { $model: 'dtmi:com:example:Thermostat;1', serialNumber: { lastUpdateTime } },
      },
    });
    expect(missing).toMatchObject({ status: 404 });
  });

  it('desires by JSON Patch, which the device is told in the form of its twin', async () => {
    await using device = await azureClient(hub);
    const twin = await device.client.getTwin();
    const told = new Promise((resolve) => {
      twin.on('properties.desired', (delta: { $version: number }) => {
        if (delta.$version > 1) resolve(delta);
      });
    });
    while ((await next(events, 'subscribed')).to !== 'desired');
    const [updated, old, bad] = await runIothub(
      hub,
      `${CLIENT}
      const patch = [
        { op: 'add', path: '/thermostat1/targetTemperature', value: 23 },
        { op: 'add', path: '/limit', value: 3 },
      ];
      print(await told((done) => client.updateDigitalTwin('dev1', patch, '"AAAAAAAAAAE="', done)));
      print(await told((done) => client.updateDigitalTwin('dev1', patch, '"AAAAAAAAAAE="', done)));
      print(await told((done) => client.updateDigitalTwin('dev1', [{ op: 'remove', path: '/none' }], done)));
      `,
    );
    expect(updated).toMatchObject({ status: 202, headers: { etag: '"AAAAAAAAAAI="' } });
    expect(updated).toMatchObject({
      headers: { location: `https://${hub.hostName}/digitaltwins/dev1` },
    });
    expect(await told).toEqual({
      thermostat1: { __t: 'c', targetTemperature: 23 },
      limit: 3,
      $version: 2,
    });
    expect(old).toMatchObject({ status: 412 });
    expect(bad).toMatchObject({ status: 400 });
    expect(hub.twin('dev1').desired.$version).toBe(2);
  });

  it('invokes commands of the device and of a component', async () => {
    await using device = await azureClient(hub);
    const echo = (request: DeviceMethodRequest, response: DeviceMethodResponse): void => {
      response.send(202, { got: request.payload as unknown }, () => {});
    };
    device.client.onDeviceMethod('reboot', echo);
    device.client.onDeviceMethod('thermostat1*getMaxMinReport', echo);
    while ((await next(events, 'subscribed')).to !== 'methods');
    const [root, component] = await runIothub(
      hub,
      `${CLIENT}
      const options = { responseTimeoutInSeconds: 10, connectTimeoutInSeconds: 5 };
      const answered = ({ xMsCommandStatuscode, xMsRequestId, _response: { parsedBody } }) =>
        ({ body: parsedBody, status: xMsCommandStatuscode, id: typeof xMsRequestId });
      print(await client.invokeCommand('dev1', 'reboot', 3, options).then(answered));
      print(await client
        .invokeComponentCommand('dev1', 'thermostat1', 'getMaxMinReport', 'since', options)
        .then(answered));
      `,
    );
    expect(root).toEqual({ body: { got: 3 }, status: 202, id: 'string' });
    expect(component).toEqual({ body: { got: 'since' }, status: 202, id: 'string' });
  });

  it('is told that the device is not connected', async () => {
    const [offline] = await runIothub(
      hub,
      `${CLIENT}
      await client.invokeCommand('dev1', 'reboot', 1).catch(({ statusCode, message }) => print({ statusCode, message }));
      `,
    );
    expect(offline).toMatchObject({ statusCode: 404, message: expect.stringMatching(/404103/) });
  });
});
