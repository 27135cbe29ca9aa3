import { describe, expect, it } from 'vitest';
import { bench, lost, MemoryDevice as MemoryHub, settled, started } from '@iotpnp/testkit';
import { Thermostat, TemperatureController } from '../../test/devices.js';
import { Interface, PnpError, startSession, Writable, type JsonObject } from '../index.js';

describe('a resync', () => {
  it('does not undo a desired change that was pushed while its answer was on the way', async () => {
    const hub = new MemoryHub();
    const app = new Thermostat();
    await using running = await started(app, { hub });
    hub.desire({ limit: 10 });
    await running.session.flush();
    const { desired, reported } = hub;
    hub.answerTwin = () => {
      hub.answerTwin = undefined;
      hub.desire({ limit: 50 });
      return { desired, reported };
    };
    hub.resync();
    await settled();
    await running.session.flush();
    expect(app.calls).toEqual(['limit 10', 'limit 50']);
    expect(app.limit).toBe(50);
    expect(hub.reported['limit']).toEqual({ value: 50, ac: 200, av: 3, ad: 'applied' });
  });

  it('is made again when what was pushed meanwhile shows a gap', async () => {
    const hub = new MemoryHub();
    const app = new Thermostat();
    await using running = await started(app, { hub });
    const before = { desired: hub.desired, reported: hub.reported };
    hub.answerTwin = () => {
      hub.answerTwin = undefined;
      hub.desired = { $version: 3, limit: 7, targetTemperature: 8 };
      hub.push({ $version: 3, targetTemperature: 8 });
      return before;
    };
    hub.resync();
    await settled();
    await running.session.flush();
    expect([app.limit, app.targetTemperature]).toEqual([7, 8]);
  });

  it('that is called for during the first read comes after it', async () => {
    const hub = new MemoryHub();
    const answers: (() => void)[] = [];
    hub.desired = { $version: 5, limit: 5 };
    hub.answerTwin = () => {
      const twin = hub.twin.read();
      return new Promise((resolve) => answers.push(() => resolve(twin)));
    };
    const app = new Thermostat();
    const starting = started(app, { hub });
    await settled();
    hub.desired = { $version: 6, limit: 6 };
    hub.resync();
    for (const _ of [1, 2]) {
      for (const answer of answers.splice(0)) answer();
      await settled();
    }
    await using running = await starting;
    await running.session.flush();
    expect(app.calls).toEqual(['limit 5', 'limit 6']);
    expect(hub.reported['limit']).toMatchObject({ value: 6, av: 6 });
  });

  it('keeps saying that the device set a value itself', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    running.hub.desire({ targetTemperature: 30 });
    await running.session.flush();
    app.targetTemperature = 19;
    await running.session.flush();
    running.hub.resync();
    await settled();
    await running.session.flush();
    expect(running.hub.reported['targetTemperature']).toMatchObject({ value: 19, av: 0 });
  });

  it('does not report an undefined value again and again', async () => {
    @Interface('dtmi:com:example:Optional;1')
    class Optional {
      @Writable('double') level: number | undefined;
    }
    await using running = await started(new Optional());
    await running.session.flush();
    for (const _ of [1, 2]) {
      running.hub.resync();
      await settled();
    }
    await running.session.flush();
    expect(running.hub.reports).toHaveLength(1);
  });
});

describe('a hub that says odd things', () => {
  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'x'],
    ['an array', [1]],
    ['no version', { limit: 5 }],
    ['a version that is no number', { $version: 'x', limit: 5 }],
  ])('as a desired patch, %s, is answered by reading the twin', async (_, patch) => {
    const app = new Thermostat();
    await using running = await started(app);
    running.hub.desired = { $version: 9, limit: 42 };
    running.hub.push(patch as JsonObject);
    await settled();
    expect(app.limit).toBe(42);
    expect(running.session.state).toBe('ready');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty document', {}],
    ['null sections', { desired: null, reported: null }],
    ['a refusal', new PnpError('PNP_TEST_REFUSED', 'not now')],
  ])('as the first twin, %s, is tried again', async (_, answer) => {
    const hub = new MemoryHub();
    hub.answerTwin = () => {
      hub.answerTwin = undefined;
      if (answer instanceof Error) throw answer;
      return answer as never;
    };
    const { options, clock, lines } = bench(hub);
    const starting = startSession(new Thermostat(), options);
    await clock.advance(2_000);
    await using session = await starting;
    expect(session.state).toBe('ready');
    expect(lines.find(({ level }) => level === 'warn')?.fields['code']).toBe('PNP_TWIN_UNREADABLE');
  });

  it('goes away while the twin is read: the next connection is not 30 s away', async () => {
    const hub = new MemoryHub();
    hub.answerTwin = () => {
      hub.answerTwin = undefined;
      queueMicrotask(() => hub.cut());
      return new Promise(() => {}) as never;
    };
    const { options, clock } = bench(hub);
    const starting = startSession(new Thermostat(), options);
    await clock.advance(2_000);
    await (await starting).close();
    expect(hub.connects).toHaveLength(2);
  });

  it('asks for a pause that is no number', async () => {
    const { hub, clock, options } = bench();
    hub.refusals = [lost('backoff', Number.NaN)];
    const starting = startSession(new Thermostat(), options);
    await clock.advance(2_000);
    await (await starting).close();
    expect(hub.connects).toHaveLength(2);
  });
});

describe('a component that is no object', () => {
  it('changes nothing, pushed or read', async () => {
    const app = new TemperatureController();
    await using running = await started(app);
    running.hub.desire({ thermostat1: { targetTemperature: 5 } });
    await running.session.flush();
    running.hub.desired = { ...running.hub.desired, $version: 3, thermostat1: 7 };
    running.hub.push({ $version: 3, thermostat1: 7 });
    running.hub.resync();
    await settled();
    expect(app.thermostat1.targetTemperature).toBe(5);
  });
});

describe('a twin made anew', () => {
  it('is not answered for work of the old one', async () => {
    const hub = new MemoryHub();
    hub.desired = { $version: 9 };
    const app = new Thermostat();
    await using running = await started(app, { hub });
    hub.desire({ heaterPower: 5 });
    await settled();
    hub.cut();
    hub.desired = { $version: 1 };
    hub.reported = { $version: 1 };
    await running.clock.advance(5_000);
    app.finishHeating?.();
    await settled();
    await running.session.flush();
    expect(app.heaterPower).toBe(0);
    expect(hub.reported['heaterPower']).toMatchObject({ value: 0, av: 0 });
  });
});
