import { Interface, Telemetry } from '@iotpnp/core';
import { memoryLog, startApp, type LogLine } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import definition, { site } from './site.js';

@Interface('dtmi:com:acme:Meter;1')
class Meter {
  @Telemetry('double') level?: number;
}

it('says with each message where the device stands', async () => {
  const lines: LogLine[] = [];
  const app = new Meter();
  const middleware = [site({ site: 'hall-2' }, { log: memoryLog(lines) })];
  await using device = await startApp(app, { middleware });
  app.level = 1;
  await device.hub.nextTelemetry();
  expect(device.hub.telemetry.map(({ properties }) => properties)).toEqual([{ site: 'hall-2' }]);
  expect(lines).toMatchObject([{ level: 'info', fields: { site: 'hall-2' } }]);
});

it('takes the name of a site only', async () => {
  const { issues } = await definition.options['~standard'].validate({ site: 'Hall 2' });
  expect(issues).toMatchObject([{ message: 'must be lower case, as hall-2', path: ['site'] }]);
});
