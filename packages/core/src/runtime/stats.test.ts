import { describe, expect, it } from 'vitest';
import { MemoryDevice, settled, started } from '@iotpnp/testkit';
import { Command, Interface, PnpError, Telemetry, Writable, type Middleware } from '../index.js';

@Interface('dtmi:com:example:Meter;1')
class Meter {
  @Telemetry('double') power = 0;
  @Telemetry('string') text = '';
  @Telemetry('double', { every: '10s' }) broken(): number {
    throw new Error('no sensor');
  }
  @Writable('double') limit = 0;
  @Command({ request: 'dateTime' }) since(_at: Date): void {}
}

describe('stats', () => {
  it('count what was sent, waits, was dropped and refused, and the connections', async () => {
    const hub = new MemoryDevice();
    const app = new Meter();
    await using running = await started(app, { hub, telemetryQueue: { limit: 2 } });
    hub.takeTelemetry = async ({ body }) => {
      if (body.includes('13')) throw new PnpError('PNP_TEST_REFUSED', 'unlucky');
    };
    app.power = 1;
    app.power = 13;
    await running.session.flush();
    app.text = 'x'.repeat(300_000);
    await running.session.flush();
    hub.cut();
    await settled();
    for (const value of [2, 3, 4]) app.power = value;
    await settled();
    expect(running.session.stats).toEqual({
      connects: 1,
      telemetry: { sent: 1, waiting: 2, dropped: 1, refused: 2 },
      samplesSkipped: 1,
      samplesThinned: 0,
      droppedByMiddleware: { telemetry: 0, report: 0, desired: 0 },
    });
    await running.clock.advance(10_000);
    expect(running.session.stats).toMatchObject({
      connects: 2,
      telemetry: { sent: 3, waiting: 0 },
      samplesSkipped: 2,
      samplesThinned: 0,
    });
  });

  it('count what a middleware does not pass on', async () => {
    const nothing: Middleware = {
      telemetry: async () => {},
      report: async () => {},
      desired: async () => {},
    };
    const app = new Meter();
    await using running = await started(app, { middleware: [nothing] });
    app.power = 1;
    running.hub.desire({ limit: 3 });
    await running.session.flush();
    expect(running.session.stats.droppedByMiddleware).toEqual({
      telemetry: 1,
      report: 1,
      desired: 1,
    });
    expect(app.limit).toBe(0);
    expect(running.hub.telemetry).toEqual([]);
    expect(running.hub.reports).toEqual([]);
  });
});

describe('the queue', () => {
  it('drops the newest when it is told to', async () => {
    const app = new Meter();
    const telemetryQueue = { limit: 2, overflow: 'drop-newest' } as const;
    await using running = await started(app, { telemetryQueue });
    running.hub.cut();
    await settled();
    for (const value of [1, 2, 3]) app.power = value;
    await running.clock.advance(5_000);
    const values = running.hub.bodies.map(({ values: sent }) => sent);
    expect(values).toEqual([{ power: 1 }, { power: 2 }]);
  });

  it('marks what waited with its time', async () => {
    const app = new Meter();
    await using running = await started(app);
    app.power = 1;
    await running.session.flush();
    running.hub.cut();
    await settled();
    app.power = 2;
    const produced = new Date(running.clock.now()).toISOString();
    await running.clock.advance(60_000);
    const marks = running.hub.telemetry.map(({ properties }) => properties);
    expect(marks).toEqual([{}, { 'iothub-creation-time-utc': produced }]);
  });

  it.each([
    [{ limit: 0 }, 'telemetryQueue.limit'],
    [{ limit: 1.5 }, 'telemetryQueue.limit'],
    [{ overflow: 'drop-all' as 'drop-oldest' }, 'telemetryQueue.overflow'],
  ])('takes no policy such as %j', async (telemetryQueue, key) => {
    await expect(started(new Meter(), { telemetryQueue })).rejects.toMatchObject({
      code: 'PNP_SESSION_OPTION',
      where: { key },
    });
  });
});

it('a dateTime without a zone is told once for each member, and never with the value', async () => {
  await using running = await started(new Meter());
  for (const at of ['2026-01-01T00:00:00', '2026-01-02T00:00:00']) {
    expect((await running.hub.invoke('since', at)).status).toBe(200);
  }
  const told = running.lines.filter(({ fields }) => fields['code'] === 'PNP_TIME_WITHOUT_ZONE');
  expect(told.map(({ fields }) => fields)).toEqual([
    { code: 'PNP_TIME_WITHOUT_ZONE', component: undefined, command: 'since' },
  ]);
});
