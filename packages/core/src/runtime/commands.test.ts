import { expect, it } from 'vitest';
import { settled, started } from '@iotpnp/testkit';
import { Thermostat, TemperatureController } from '../../test/devices.js';
import { Command, Interface } from '../index.js';

it('of the default component is called by its name, of a component by component*command', async () => {
  const app = new TemperatureController();
  await using running = await started(app);
  expect(await running.hub.invoke('reboot', 5)).toEqual({ status: 200, payload: null });
  expect(app.reboots).toEqual([5]);
  const since = '2026-01-01T00:00:00Z';
  expect(await running.hub.invoke('thermostat1*getMaxMinReport', since)).toEqual({
    status: 200,
    payload: {
      maxTemp: 25,
      minTemp: 15,
      avgTemp: 20,
      startTime: '2026-01-01T00:00:00.000Z',
      endTime: '2026-01-02T00:00:00.000Z',
    },
  });
});

it.each([
  ['nope', 404],
  ['getMaxMinReport', 404],
  ['thermostat1*reboot', 404],
  ['thermostat9*getMaxMinReport', 404],
  ['constructor', 404],
  ['__proto__', 404],
  ['thermostat1*toString', 404],
])('that there is none of, %s, is answered %i', async (name, status) => {
  await using running = await started(new TemperatureController());
  expect(await running.hub.invoke(name, null)).toMatchObject({ status });
});

it('whose request does not fit is answered 400 and not called', async () => {
  const app = new TemperatureController();
  await using running = await started(app);
  for (const payload of ['soon', null, 1.5, {}]) {
    expect(await running.hub.invoke('reboot', payload)).toEqual({
      status: 400,
      payload: { message: expect.stringContaining('request') },
    });
  }
  expect(app.reboots).toEqual([]);
});

it('that throws is answered 500 with the message and no stack, or as its CommandError says', async () => {
  await using running = await started(new Thermostat());
  expect(await running.hub.invoke('fail', 'throw')).toEqual({
    status: 500,
    payload: { message: 'broken' },
  });
  expect(await running.hub.invoke('fail', 'conflict')).toEqual({
    status: 409,
    payload: { reason: 'busy' },
  });
  expect(await running.hub.invoke('fail', 'not')).toEqual({ status: 200, payload: null });
});

it('whose response does not fit its schema is answered 500 and logged as a fault of the device', async () => {
  await using running = await started(new Thermostat());
  expect(await running.hub.invoke('lie')).toMatchObject({ status: 500 });
  expect(running.lines.at(-1)).toMatchObject({
    level: 'error',
    fields: { code: 'PNP_COMMAND_RESPONSE', command: 'lie' },
  });
});

it('runs beside others unless it is exclusive', async () => {
  @Interface('dtmi:com:example:Doors;1')
  class Doors {
    open: (() => void)[] = [];
    locks: (() => void)[] = [];
    @Command() enter(): Promise<void> {
      return new Promise((resolve) => void this.open.push(resolve));
    }
    @Command({ exclusive: true }) lock(): Promise<void> {
      return new Promise((resolve) => void this.locks.push(resolve));
    }
  }
  const app = new Doors();
  await using running = await started(app);
  const answers = ['enter', 'enter', 'lock', 'lock'].map((name) => running.hub.invoke(name));
  await settled();
  expect([app.open.length, app.locks.length]).toEqual([2, 1]);
  app.locks[0]?.();
  await settled();
  expect(app.locks).toHaveLength(2);
  for (const done of [...app.open, ...app.locks]) done();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

it('is told by its signal that the session closes', async () => {
  @Interface('dtmi:com:example:Door;1')
  class Door {
    signal: AbortSignal | undefined;
    @Command() hold({ signal }: { signal: AbortSignal }): Promise<void> {
      this.signal = signal;
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error('closing'))),
      );
    }
  }
  const app = new Door();
  const running = await started(app);
  const answer = running.hub.invoke('hold');
  await settled();
  await running.session.close();
  expect(app.signal?.aborted).toBe(true);
  expect(await answer).toMatchObject({ status: 500 });
});
