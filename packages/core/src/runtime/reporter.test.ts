import { expect, it } from 'vitest';
import { MemoryDevice as MemoryHub, settled, started } from '@iotpnp/testkit';
import { Thermostat } from '../../test/devices.js';
import { Interface, map, OnDesired, PnpError, Writable } from '../index.js';

it('a report that fails while it is halved loses no property', async () => {
  const app = new Thermostat();
  await using running = await started(app);
  await running.session.flush();
  const { hub, clock } = running;
  let throttled = false;
  hub.judge = (patch) => {
    if (Object.hasOwn(patch, 'maxTempSinceLastReboot')) {
      throw new PnpError('PNP_TEST_REFUSED', 'not this one');
    }
    if (!throttled) hub.reportFaults.push('throttle');
    throttled = true;
  };
  app.targetTemperature = 22;
  app.heaterPower = 3;
  app.maxTempSinceLastReboot = 1;
  app.note = 'after the one that is refused';
  await clock.advance(60_000);
  expect(hub.reported).toMatchObject({
    targetTemperature: { value: 22 },
    heaterPower: { value: 3 },
    note: 'after the one that is refused',
  });
});

@Interface('dtmi:com:example:Late;1')
class Late {
  finish: () => void = () => {};
  @Writable(map('double')) rooms: Record<string, number> = {};

  @OnDesired('rooms') heat(): Promise<void> {
    return new Promise((resolve) => {
      this.finish = resolve;
    });
  }
}

it('a first answer that comes long after the twin was read removes keys an earlier program has reported', async () => {
  const hub = new MemoryHub();
  hub.desired = { $version: 2, rooms: { b: 2 } };
  hub.reported = { $version: 5, rooms: { value: { a: 1 }, ac: 200, av: 1, ad: 'applied' } };
  const app = new Late();
  await using running = await started(app, { hub });
  app.finish();
  await settled();
  await running.session.flush();
  expect(hub.reported['rooms']).toMatchObject({ value: { b: 2 }, av: 2 });
  expect(hub.reported['rooms']).not.toHaveProperty('value.a');
});

it('a twin made anew is not told what was answered to the old one', async () => {
  const hub = new MemoryHub();
  hub.desired = { $version: 8, rooms: { a: 1 } };
  const app = new Late();
  await using running = await started(app, { hub });
  app.finish();
  await settled();
  await running.session.flush();
  hub.cut();
  hub.desired = { $version: 2, rooms: { b: 2 } };
  hub.reported = { $version: 1 };
  await running.clock.advance(5_000);
  expect(hub.reported).toEqual({ $version: 1 });
  app.finish();
  await settled();
  await running.session.flush();
  expect(hub.reported['rooms']).toMatchObject({ value: { b: 2 }, ac: 200, av: 2 });
});
