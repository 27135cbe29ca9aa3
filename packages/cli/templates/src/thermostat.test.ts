import { startApp } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import Thermostat from './thermostat.js';

it('warms up to what is desired, and refuses what its heater cannot do', async () => {
  await using device = await startApp(new Thermostat());
  device.hub.desire({ targetTemperature: 28 });
  expect(await device.hub.ackOf('targetTemperature')).toMatchObject({ value: 28, ac: 200 });
  expect(await device.hub.nextTelemetry()).toEqual({ temperature: expect.closeTo(18.3) });
  device.hub.desire({ targetTemperature: 61 });
  expect(await device.hub.ackOf('targetTemperature')).toMatchObject({ value: 28, ac: 400 });
});
