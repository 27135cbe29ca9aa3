import { describe, expect, it } from 'vitest';
import { MemoryDevice as MemoryHub, settled, started } from '@iotpnp/testkit';
import { Thermostat, TemperatureController } from '../../test/devices.js';
import { Interface, OnDesired, Writable, type JsonObject } from '../index.js';

const applied = (value: unknown, av: number) => ({ value, ac: 200, av, ad: 'applied' });

async function thermostat(desired?: JsonObject) {
  const hub = new MemoryHub();
  if (desired) hub.desired = desired;
  const app = new Thermostat();
  const running = await started(app, { hub });
  await running.session.flush();
  hub.reports.length = 0;
  app.calls.length = 0;
  return { app, ...running };
}

describe('a desired value', () => {
  it('is applied and acknowledged at its version', async () => {
    const { app, hub, session } = await thermostat();
    hub.desire({ targetTemperature: 23.2 });
    await session.flush();
    expect(app.targetTemperature).toBe(23.2);
    expect(hub.reports).toEqual([{ targetTemperature: applied(23.2, 2) }]);
  });

  it('of a component is acknowledged inside the component, with its marker', async () => {
    const app = new TemperatureController();
    await using running = await started(app);
    await running.session.flush();
    running.hub.reports.length = 0;
    running.hub.desire({ thermostat1: { __t: 'c', targetTemperature: 23.2 } });
    await running.session.flush();
    expect(running.hub.reports).toEqual([
      { thermostat1: { __t: 'c', targetTemperature: applied(23.2, 2) } },
    ]);
    expect([app.thermostat1.targetTemperature, app.thermostat2.targetTemperature]).toEqual([
      23.2, 21,
    ]);
  });

  it('gets its own answer beside others: several components and the default one, in one patch, without __t', async () => {
    const app = new TemperatureController();
    await using running = await started(app);
    await running.session.flush();
    running.hub.reports.length = 0;
    running.hub.desire({
      enabled: false,
      thermostat1: { targetTemperature: 1, limit: 10 },
      thermostat2: { targetTemperature: 2 },
    });
    await running.session.flush();
    expect(running.hub.reports).toEqual([
      {
        enabled: applied(false, 2),
        thermostat1: { __t: 'c', targetTemperature: applied(1, 2), limit: applied(10, 2) },
        thermostat2: { __t: 'c', targetTemperature: applied(2, 2) },
      },
    ]);
  });

  it('that does not fit its schema is refused with 400 and the value in force', async () => {
    const { app, hub, session } = await thermostat();
    hub.desire({ targetTemperature: 'hot' });
    await session.flush();
    expect(app.targetTemperature).toBe(21);
    expect(hub.reports).toEqual([
      { targetTemperature: { value: 21, ac: 400, av: 2, ad: expect.stringContaining('double') } },
    ]);
  });

  it('that the setter refuses is answered with its reason; any other error is a 500', async () => {
    const { hub, session } = await thermostat();
    hub.desire({ limit: 101 });
    await session.flush();
    hub.desire({ limit: -1 });
    await session.flush();
    expect(hub.reports).toEqual([
      { limit: { value: 60, ac: 400, av: 2, ad: 'above 100' } },
      { limit: { value: 60, ac: 500, av: 3, ad: 'below 0' } },
    ]);
  });

  it('that takes time is acknowledged with 202 first, then for good', async () => {
    const { app, hub, session } = await thermostat();
    hub.desire({ heaterPower: 5 });
    await settled();
    expect(app.heaterPower).toBe(0);
    app.finishHeating?.();
    await settled();
    await session.flush();
    expect(app.heaterPower).toBe(5);
    expect(hub.reports).toEqual([
      { heaterPower: { value: 0, ac: 202, av: 2, ad: 'heating' } },
      { heaterPower: applied(5, 2) },
    ]);
  });

  it('aborts the older work for its property, and only the newest is answered for good', async () => {
    const { app, hub, session } = await thermostat();
    hub.desire({ heaterPower: 5 });
    await settled();
    const finishFirst = app.finishHeating;
    hub.desire({ heaterPower: 6 });
    await settled();
    expect(app.signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    finishFirst?.();
    app.finishHeating?.();
    await settled();
    await session.flush();
    expect(hub.reported['heaterPower']).toEqual(applied(6, 3));
    expect(hub.reports.filter((patch) => JSON.stringify(patch).includes('"ac":200'))).toHaveLength(
      1,
    );
  });

  it('is off when the device sets the value itself meanwhile', async () => {
    const { app, hub, session } = await thermostat();
    hub.desire({ heaterPower: 5 });
    await settled();
    app.heaterPower = 1;
    app.finishHeating?.();
    await settled();
    await session.flush();
    expect(app.signals[0]?.aborted).toBe(true);
    expect(app.heaterPower).toBe(1);
    expect(hub.reported['heaterPower']).toEqual({
      value: 1,
      ac: 200,
      av: 0,
      ad: 'set by the device',
    });
  });

  it('that its handler assigns by itself is accepted, however it was written, and so is a reset', async () => {
    @Interface('dtmi:com:example:Timer;1')
    class Timer {
      @Writable('dateTime') dueAt = new Date('2026-01-01T00:00:00Z');

      @OnDesired('dueAt') async plan(value: Date): Promise<void> {
        await settled();
        this.dueAt = new Date(value);
      }
    }
    await using running = await started(new Timer());
    const { hub, session } = running;
    const dueAt = async () => {
      await settled();
      await settled();
      await session.flush();
      return hub.reported['dueAt'];
    };
    hub.desire({ dueAt: '2026-03-01T02:00:00+02:00' });
    expect(await dueAt()).toEqual(applied('2026-03-01T00:00:00.000Z', 2));
    hub.desire({ dueAt: null });
    expect(await dueAt()).toMatchObject({ value: '2026-01-01T00:00:00.000Z', ac: 200, av: 3 });
  });

  it('that goes away resets the property to what the class began with', async () => {
    const { app, hub, session } = await thermostat();
    hub.desire({ targetTemperature: 30 });
    await session.flush();
    hub.desire({ targetTemperature: null });
    await session.flush();
    expect(app.targetTemperature).toBe(21);
    expect(hub.reported['targetTemperature']).toMatchObject({ value: 21, ac: 200, av: 3 });
  });

  it('that goes away resets it to just that again, whatever was done to the value of the last reset', async () => {
    const { app, hub, session } = await thermostat();
    hub.desire({ offsets: null });
    app.offsets['edited'] = 1;
    hub.desire({ offsets: null });
    await session.flush();
    expect(app.offsets).toEqual({});
  });

  it('of a map is seen as the merged whole', async () => {
    const { app, hub, session } = await thermostat();
    hub.desire({ offsets: { a: 1, b: 2 } });
    await session.flush();
    hub.desire({ offsets: { a: null, c: 3 } });
    await session.flush();
    expect(app.offsets).toEqual({ b: 2, c: 3 });
    expect(hub.reported['offsets']).toEqual(applied({ b: 2, c: 3 }, 3));
  });

  it('that the model does not have, or that is read-only, is never answered and logged once', async () => {
    const { app, hub, session, lines } = await thermostat();
    hub.desire({ nope: 1, maxTempSinceLastReboot: 5, constructor: 1 });
    hub.desire({ nope: 2 });
    await session.flush();
    expect(hub.reports).toEqual([]);
    expect(app.maxTempSinceLastReboot).toBe(0);
    expect(lines.filter(({ fields }) => fields['code'] === 'PNP_DESIRED_UNKNOWN')).toHaveLength(3);
  });
});

describe('a component in a desired patch', () => {
  it('that is null resets each of its writables', async () => {
    const app = new TemperatureController();
    await using running = await started(app);
    running.hub.desire({ thermostat1: { targetTemperature: 5, limit: 7 } });
    await running.session.flush();
    running.hub.desire({ thermostat1: null });
    await running.session.flush();
    expect([app.thermostat1.targetTemperature, app.thermostat1.limit]).toEqual([21, 60]);
  });

  it('that is no object is skipped; a $version inside it is no property', async () => {
    const app = new TemperatureController();
    await using running = await started(app);
    await running.session.flush();
    running.hub.reports.length = 0;
    running.hub.desire({ thermostat1: 5, thermostat2: { $version: 9, targetTemperature: 4 } });
    await running.session.flush();
    expect(running.hub.reports).toEqual([
      { thermostat2: { __t: 'c', targetTemperature: applied(4, 2) } },
    ]);
    expect(running.lines.map(({ message }) => message)).toContain(
      'desired component is no object, skipped',
    );
  });
});

describe('a component that the hub holds as no object', () => {
  it('is as one with nothing desired at the first connect', async () => {
    const hub = new MemoryHub();
    hub.desired = { $version: 4, thermostat1: 7 };
    await using running = await started(new TemperatureController(), { hub });
    await running.session.flush();
    expect(hub.reported['thermostat1']).toMatchObject({
      targetTemperature: { value: 21, ac: 200, av: 0, ad: 'reported default value' },
    });
  });

  it('and then as an object again: what was desired before is gone, a map holds what the hub holds', async () => {
    const app = new TemperatureController();
    await using running = await started(app);
    running.hub.desire({ thermostat1: { targetTemperature: 5, offsets: { a: 1 } } });
    running.hub.desire({ thermostat1: 7 });
    expect(app.thermostat1.targetTemperature).toBe(5);
    running.hub.desire({ thermostat1: { offsets: { b: 2 } } });
    await running.session.flush();
    expect(app.thermostat1.offsets).toEqual({ b: 2 });
    expect(app.thermostat1.targetTemperature).toBe(21);
  });
});

describe('the desired document', () => {
  it('is applied at the first connect, at its version', async () => {
    const { app, hub } = await thermostat({ $version: 7, targetTemperature: 30 });
    expect(app.targetTemperature).toBe(30);
    expect(hub.reported['targetTemperature']).toEqual(applied(30, 7));
  });

  it('changed while the device was away is applied once, the newest value only', async () => {
    const { app, hub, session, clock } = await thermostat();
    hub.desire({ limit: 10 });
    await session.flush();
    hub.cut();
    await settled();
    hub.desire({ limit: 20 });
    hub.desire({ limit: 30 });
    await clock.advance(5_000);
    await session.flush();
    expect(app.calls).toEqual(['limit 10', 'limit 30']);
    expect(hub.reported['limit']).toEqual(applied(30, 4));
  });

  it('unchanged after a reconnect runs no code and keeps a refusal', async () => {
    const { app, hub, session, clock } = await thermostat();
    hub.desire({ limit: 101 });
    await session.flush();
    hub.cut();
    await settled();
    hub.desire({ targetTemperature: 5 });
    await clock.advance(5_000);
    await session.flush();
    expect(app.calls).toEqual(['limit 101']);
    expect(hub.reported['limit']).toEqual({ value: 60, ac: 400, av: 3, ad: 'above 100' });
  });

  it('lets a knob turned locally stand after a reconnect', async () => {
    const { app, hub, session, clock } = await thermostat();
    hub.desire({ targetTemperature: 30 });
    await session.flush();
    app.targetTemperature = 19;
    await session.flush();
    hub.cut();
    await clock.advance(5_000);
    await session.flush();
    expect(app.targetTemperature).toBe(19);
  });

  it('is read again when a push was missed, and an old push is ignored', async () => {
    const { app, hub, session } = await thermostat();
    hub.desired = { $version: 5, targetTemperature: 40, limit: 9 };
    hub.push({ $version: 5, targetTemperature: 40 });
    await settled();
    await session.flush();
    expect([app.targetTemperature, app.limit]).toEqual([40, 9]);
    hub.push({ $version: 4, targetTemperature: 1 });
    await session.flush();
    expect(app.targetTemperature).toBe(40);
  });

  it('of a twin made anew is applied as at the first connect', async () => {
    const { app, hub, session, clock } = await thermostat({ $version: 9, limit: 50 });
    hub.cut();
    hub.desired = { $version: 1, limit: 50 };
    hub.reported = { $version: 1 };
    await clock.advance(5_000);
    await session.flush();
    expect(app.calls).toEqual(['limit 50']);
    expect(hub.reported['limit']).toEqual(applied(50, 1));
    expect(hub.reported['targetTemperature']).toMatchObject({ value: 21, av: 0 });
  });

  it('is read again when the transport cannot tell what it missed', async () => {
    const { app, hub, session } = await thermostat();
    hub.desired = { $version: 2, targetTemperature: 3 };
    hub.resync();
    await settled();
    await session.flush();
    expect(app.targetTemperature).toBe(3);
    expect(hub.reported['targetTemperature']).toEqual(applied(3, 2));
  });
});
