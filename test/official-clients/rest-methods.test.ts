import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import type { DeviceMethodRequest, DeviceMethodResponse } from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { azureClient, azureModule } from '../../packages/hub/test/azure-client.js';
import { FakeClock } from '../../packages/hub/test/fake-clock.js';
import { runIothub, startIothub } from '../support/azure-iothub.js';
import { next } from '../support/on-hub.js';

const clock = new FakeClock(Date.now());
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
  await hub.addModule('dev1/mod1');
  events = hub.events();
});
afterEach(() => hub.close());

const CLIENT = `
const client = Client.fromConnectionString(input.service);
client.setRetryPolicy({ shouldRetry: () => false, nextRetryTimeout: () => 0 });
`;

async function subscribed(): Promise<void> {
  while ((await next(events, 'subscribed')).to !== 'methods');
}

function echo(request?: DeviceMethodRequest, response?: DeviceMethodResponse): void {
  response?.send(201, { got: request?.payload as unknown }, () => {});
}

describe("azure-iothub's Client", () => {
  it('invokes a method of a device and of a module', async () => {
    await using device = await azureClient(hub);
    device.client.onDeviceMethod('reboot', echo);
    await subscribed();
    await using module = await azureModule(hub, 'dev1/mod1');
    module.client.onMethod('reset', echo);
    await subscribed();
    const answers = await runIothub(
      hub,
      `${CLIENT}
      const payload = { delay: 3, text: 'ü' };
      print(await attempt(() => client.invokeDeviceMethod('dev1', { methodName: 'reboot', payload })));
      print(await attempt(() => client.invokeDeviceMethod('dev1', 'mod1', { methodName: 'reset' })));
      `,
    );
    expect(answers).toEqual([
      { ok: { status: 201, payload: { got: { delay: 3, text: 'ü' } } } },
      { ok: { status: 201, payload: { got: null } } },
    ]);
  });

  it('is told that a device is not there, not connected, or not listening', async () => {
    await using _module = await azureModule(hub, 'dev1/mod1');
    const answers = await runIothub(
      hub,
      `${CLIENT}
      print(await attempt(() => client.invokeDeviceMethod('none', { methodName: 'reboot' })));
      print(await attempt(() => client.invokeDeviceMethod('dev1', { methodName: 'reboot' })));
      print(await attempt(() => client.invokeDeviceMethod('dev1', 'mod1', { methodName: 'reboot' })));
      print(await attempt(() => client.invokeDeviceMethod('dev1', { methodName: 'reboot', responseTimeoutInSeconds: 4 })));
      print(await attempt(() => client.invokeDeviceMethod('dev1', { methodName: 'x'.repeat(129) })));
      `,
    );
    const offline = {
      status: 404,
      body: expect.stringMatching(/\\"errorCode\\":404103/) as unknown,
    };
    const invalid = { error: 'ArgumentError', status: 400 };
    expect(answers).toMatchObject([
      { error: 'DeviceNotFoundError', status: 404 },
      offline,
      offline,
      invalid,
      invalid,
    ]);
  });

  it('waits for a device that connects in time', async () => {
    await using script = startIothub(
      hub,
      `${CLIENT}
      print('begun');
      const params = { methodName: 'reboot', connectTimeoutInSeconds: 60 };
      print(await attempt(() => client.invokeDeviceMethod('dev1', params)));
      `,
    );
    expect(await script.next()).toBe('begun');
    await using device = await azureClient(hub);
    device.client.onDeviceMethod('reboot', echo);
    expect(await script.next()).toEqual({ ok: { status: 201, payload: { got: null } } });
  });

  it('is told when the device does not answer in time', async () => {
    await using device = await azureClient(hub);
    const asked = new Promise<void>((resolve) => {
      device.client.onDeviceMethod('reboot', () => resolve());
    });
    await subscribed();
    await using script = startIothub(
      hub,
      `${CLIENT}
      const params = { methodName: 'reboot', responseTimeoutInSeconds: 7 };
      print(await attempt(() => client.invokeDeviceMethod('dev1', params)));
      `,
    );
    await asked;
    clock.advance(7000);
    expect(await script.next()).toMatchObject({
      error: 'GatewayTimeoutError',
      status: 504,
      body: expect.stringMatching(/\\"errorCode\\":504101/),
    });
  });
});
