import { expect, it } from 'vitest';
import { defaultDeviceId } from './device-id.js';

it.each([
  ['TemperatureController', 'pnp-temperature-controller'],
  ['HTTPPump2', 'pnp-http-pump2'],
  ['_Pump$', 'pnp-pump'],
  ['', 'pnp-device'],
])('class %s runs as %s', (name, id) => {
  expect(defaultDeviceId(name)).toBe(id);
});
