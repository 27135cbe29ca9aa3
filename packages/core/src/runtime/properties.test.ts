import { describe, expect, it } from 'vitest';
import { lost, MemoryDevice as MemoryHub, settled, started } from '@iotpnp/testkit';
import { Thermostat, TemperatureController } from '../../test/devices.js';
import { changed, Interface, PnpError, Property } from '../index.js';

const byDefault = (value: unknown) => ({ value, ac: 200, av: 0, ad: 'reported default value' });
const byDevice = (value: unknown) => ({ value, ac: 200, av: 0, ad: 'set by the device' });

describe('at the start', () => {
  it('everything is reported in one patch: read-only values bare, writable ones acknowledged at version 0, components marked', async () => {
    await using running = await started(new TemperatureController());
    await running.session.flush();
    const thermostat = {
      __t: 'c',
      maxTempSinceLastReboot: 0,
      targetTemperature: byDefault(21),
      heaterPower: byDefault(0),
      offsets: byDefault({}),
      limit: byDefault(60),
    };
    expect(running.hub.reports).toEqual([
      {
        serialNumber: 'SN-1',
        enabled: byDefault(true),
        thermostat1: thermostat,
        thermostat2: thermostat,
      },
    ]);
  });

  it('what the hub already holds is not reported again', async () => {
    const hub = new MemoryHub();
    await (await started(new TemperatureController(), { hub })).session.close();
    hub.reports.length = 0;
    await using running = await started(new TemperatureController(), { hub });
    await running.session.flush();
    expect(hub.reports).toEqual([]);
  });

  it('initialAck 203 marks what the device set itself', async () => {
    const app = new Thermostat();
    await using running = await started(app, { initialAck: 203 });
    app.targetTemperature = 5;
    await running.session.flush();
    expect(running.hub.reported).toMatchObject({
      limit: { ac: 203, av: 0 },
      targetTemperature: { value: 5, ac: 203, av: 0, ad: 'set by the device' },
    });
  });
});

describe('assigned properties', () => {
  it('of one turn go out as one patch, all components together, the last value winning', async () => {
    const app = new TemperatureController();
    await using running = await started(app);
    await running.session.flush();
    running.hub.reports.length = 0;
    app.thermostat1.maxTempSinceLastReboot = 1;
    app.thermostat1.maxTempSinceLastReboot = 38.7;
    app.thermostat2.targetTemperature = 25;
    app.serialNumber = 'SN-2';
    await running.session.flush();
    expect(running.hub.reports).toEqual([
      {
        serialNumber: 'SN-2',
        thermostat1: { __t: 'c', maxTempSinceLastReboot: 38.7 },
        thermostat2: { __t: 'c', targetTemperature: byDevice(25) },
      },
    ]);
  });

  it('equal to what the hub holds are not sent', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    await running.session.flush();
    running.hub.reports.length = 0;
    app.maxTempSinceLastReboot = 0;
    await running.session.flush();
    expect(running.hub.reports).toEqual([]);
  });

  it('set to undefined are removed', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    app.note = 'hello';
    await running.session.flush();
    app.note = undefined;
    await running.session.flush();
    expect(running.hub.reports.at(-1)).toEqual({ note: null });
    expect(running.hub.reported).not.toHaveProperty('note');
  });

  it('that are maps send null for the keys that are gone, as the hub merges', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    app.offsets = { a: 1, b: 2 };
    await running.session.flush();
    app.offsets = { b: 3 };
    await running.session.flush();
    expect(running.hub.reports.at(-1)).toEqual({ offsets: byDevice({ a: null, b: 3 }) });
    expect(running.hub.reported['offsets']).toEqual(byDevice({ b: 3 }));
  });

  it('edited in place are reported when the author says so', async () => {
    @Interface('dtmi:com:example:Tagged;1')
    class Tagged {
      tags = ['a'];
      @Property('integer') get tagCount() {
        return this.tags.length;
      }
    }
    const app = new Tagged();
    await using running = await started(app);
    app.tags.push('b');
    changed(app, 'tagCount');
    await running.session.flush();
    expect(running.hub.reported).toMatchObject({ tagCount: 2 });
  });

  it("stay the author's own: edited in place, told with changed(), reset to what they began with", async () => {
    const app = new Thermostat();
    const given = { a: 1 };
    app.offsets = given;
    await using running = await started(app);
    app.offsets['b'] = 2;
    changed(app, 'offsets');
    await running.session.flush();
    expect(running.hub.reported['offsets']).toEqual(byDevice({ a: 1, b: 2 }));
    expect(app.offsets).toBe(given);
    running.hub.desire({ offsets: { c: 3 } });
    await running.session.flush();
    running.hub.desire({ offsets: null });
    await running.session.flush();
    expect(app.offsets).toEqual({ a: 1 });
  });
});

describe('a report', () => {
  it('is the only one under way: later changes coalesce behind it', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    await running.session.flush();
    running.hub.reports.length = 0;
    let release = () => {};
    running.hub.judge = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    app.maxTempSinceLastReboot = 1;
    await settled();
    for (const value of [2, 3, 4]) {
      app.maxTempSinceLastReboot = value;
      await settled();
    }
    running.hub.judge = () => {};
    release();
    await running.session.flush();
    expect(running.hub.reports).toEqual([
      { maxTempSinceLastReboot: 1 },
      { maxTempSinceLastReboot: 4 },
    ]);
  });

  it('that the hub throttles is made again after the back-off', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    await running.session.flush();
    running.hub.judge = () => {
      throw lost('backoff');
    };
    app.maxTempSinceLastReboot = 5;
    await settled();
    expect(running.hub.reported).toMatchObject({ maxTempSinceLastReboot: 0 });
    running.hub.judge = () => {};
    await running.clock.advance(750);
    expect(running.hub.reported).toMatchObject({ maxTempSinceLastReboot: 5 });
  });

  it('waits for the back-off whatever changes meanwhile', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    await running.session.flush();
    running.hub.reports.length = 0;
    running.hub.reportFaults.push('throttle', 'throttle');
    for (const value of [1, 2, 3]) {
      app.maxTempSinceLastReboot = value;
      await settled();
    }
    await running.clock.advance(749);
    expect(running.hub.reportFaults).toHaveLength(1);
    await running.clock.advance(1);
    app.maxTempSinceLastReboot = 4;
    await running.clock.advance(1_499);
    expect(running.hub.reports).toEqual([]);
    await running.clock.advance(1);
    expect(running.hub.reports).toEqual([{ maxTempSinceLastReboot: 4 }]);
  });

  it('over a new link does not wait for the back-off of the old one', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    await running.session.flush();
    running.hub.reportFaults.push('throttle', 'throttle', 'throttle', 'throttle');
    app.maxTempSinceLastReboot = 5;
    await running.clock.advance(750 + 1_500 + 3_000);
    expect(running.hub.reportFaults).toEqual([]);
    running.hub.cut();
    await running.clock.advance(750);
    expect(running.hub.reported).toMatchObject({ maxTempSinceLastReboot: 5 });
  });

  it('that the hub refuses is halved down to the property at fault; the others arrive', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    await running.session.flush();
    running.hub.judge = (patch) => {
      if ('note' in patch) throw new PnpError('PNP_TEST_REFUSED', 'not that');
    };
    app.maxTempSinceLastReboot = 5;
    app.note = 'x';
    app.limit = 50;
    await running.session.flush();
    expect(running.hub.reported).toMatchObject({ maxTempSinceLastReboot: 5, limit: { value: 50 } });
    expect(running.lines.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        message: 'the hub refuses a reported property',
        fields: {
          code: 'PNP_REPORT_REJECTED',
          component: undefined,
          property: 'note',
          error: 'not that',
        },
      },
    ]);
  });

  it('without an answer within 30 s is made again', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    await running.session.flush();
    running.hub.judge = () => new Promise(() => {});
    app.maxTempSinceLastReboot = 5;
    await settled();
    running.hub.judge = () => {};
    await running.clock.advance(31_000);
    expect(running.hub.reported).toMatchObject({ maxTempSinceLastReboot: 5 });
  });
});
