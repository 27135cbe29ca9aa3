import { startApp } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import TeamController from './team-controller.js';

it('has a target in each zone, and limits to it', async () => {
  await using device = await startApp(new TeamController());
  device.hub.desire({ north: { target: 25 }, south: { target: 31 } });
  expect(await device.hub.ackOf('north', 'target')).toMatchObject({ value: 25, ac: 200 });
  expect(await device.hub.ackOf('south', 'target')).toMatchObject({ value: 21, ac: 400 });
});
