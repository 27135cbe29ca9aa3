import { startApp } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import EdgeModule from './edge-module.js';

it('passes on what is above the threshold, and nothing else', async () => {
  await using device = await startApp(new EdgeModule(), { device: 'edge1/filter' });
  device.hub.desire({ threshold: 25 });
  await device.hub.ackOf('threshold');
  for (const celsius of ['20', '26', '-300', '25']) device.hub.sendToInput('readings', celsius);
  await device.session.flush();
  const alerts = device.hub.telemetry.filter(({ output }) => output === 'alerts');
  expect(alerts.map(({ body }) => JSON.parse(body) as object)).toEqual([
    { celsius: 26, above: 25 },
  ]);
  expect(device.hub.reported).toMatchObject({ passedOn: 1 });
});
