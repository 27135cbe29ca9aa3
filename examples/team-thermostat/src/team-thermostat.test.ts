import { startApp } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import TeamThermostat from './team-thermostat.js';

it('warms up, and knows how warm it was', async () => {
  await using device = await startApp(new TeamThermostat());
  expect(await device.hub.nextTelemetry()).toEqual({ temperature: 18.3 });
  expect(await device.hub.invoke('peak')).toEqual({ status: 200, payload: 18.3 });
});
