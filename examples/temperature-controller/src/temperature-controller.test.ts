import { startApp } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import TemperatureController from './temperature-controller.js';

it('runs two thermostats, each with its own target', async () => {
  await using device = await startApp(new TemperatureController());
  device.hub.desire({
    thermostat1: { targetTemperature: 30 },
    thermostat2: { targetTemperature: 8 },
  });
  expect(await device.hub.ackOf('thermostat1', 'targetTemperature')).toMatchObject({ value: 30 });
  expect(await device.hub.ackOf('thermostat2', 'targetTemperature')).toMatchObject({ value: 8 });
  for (const room of ['thermostat1', 'thermostat2']) await device.hub.nextTelemetry(room);
  expect(await device.hub.nextTelemetry('thermostat1')).toEqual({
    temperature: expect.closeTo(19.47),
  });
  expect(await device.hub.nextTelemetry('thermostat2')).toEqual({
    temperature: expect.closeTo(17.27),
  });
});

it('reports what it is, and takes a reboot', async () => {
  await using device = await startApp(new TemperatureController());
  await device.session.flush();
  expect(device.hub.reported).toMatchObject({
    serialNumber: 'SN-1',
    deviceInformation: { __t: 'c', manufacturer: 'Contoso' },
  });
  expect(await device.hub.invoke('reboot', 5)).toEqual({ status: 200, payload: null });
  expect(await device.hub.invoke('reboot', 'soon')).toMatchObject({ status: 400 });
});
