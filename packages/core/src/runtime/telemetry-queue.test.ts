import { describe, expect, it } from 'vitest';
import { FakeClock, MemoryDevice as MemoryHub, settled, started } from '@iotpnp/testkit';
import { Thermostat } from '../../test/devices.js';
import { Interface, PnpError, Telemetry } from '../index.js';

describe('telemetry', () => {
  it('that a link never takes goes over the next one, in order', async () => {
    const hub = new MemoryHub();
    const app = new Thermostat();
    await using running = await started(app, { hub });
    hub.takeTelemetry = () => new Promise(() => {});
    for (const value of [1, 2]) app.temperature = value;
    await settled();
    hub.takeTelemetry = undefined;
    hub.cut();
    await running.clock.advance(5_000);
    expect(hub.bodies.map(({ values }) => values)).toEqual([
      { temperature: 1 },
      { temperature: 2 },
    ]);
  });

  it('makes a link that takes nothing for a minute be given up', async () => {
    const hub = new MemoryHub();
    const app = new Thermostat();
    await using running = await started(app, { hub });
    hub.takeTelemetry = () => new Promise(() => {});
    app.temperature = 1;
    await settled();
    hub.takeTelemetry = undefined;
    await running.clock.advance(125_000);
    expect(hub.connects).toHaveLength(2);
    expect(hub.bodies).toHaveLength(1);
  });

  it('beyond what is kept while the hub is away drops the oldest: told once, counted at the return', async () => {
    const app = new Thermostat();
    await using running = await started(app);
    await running.session.flush();
    running.hub.cut();
    await settled();
    for (let value = 1; value <= 10_003; value++) app.temperature = value;
    await running.clock.advance(5_000);
    await running.session.flush();
    expect(running.hub.telemetry).toHaveLength(10_000);
    expect(running.hub.bodies[0]?.values).toEqual({ temperature: 4 });
    const told = running.lines.filter(({ fields }) => fields['code'] === 'PNP_TELEMETRY_DROPPED');
    expect(told.map(({ fields }) => [fields['limit'], fields['messages']])).toEqual([
      [10_000, undefined],
      [undefined, 3],
    ]);
  });

  it('that is refused is dropped by itself, and what was taken is not sent twice', async () => {
    const hub = new MemoryHub();
    const app = new Thermostat();
    await using running = await started(app, { hub });
    hub.takeTelemetry = async ({ body }) => {
      if (body.includes('3')) throw new PnpError('PNP_TEST_REFUSED', 'not that');
    };
    for (const value of [1, 2, 3, 4]) app.temperature = value;
    await running.session.flush();
    expect(hub.bodies.map(({ values }) => values)).toEqual([
      { temperature: 1 },
      { temperature: 2 },
      { temperature: 4 },
    ]);
  });

  it('of the polls goes on when the clock is set back', async () => {
    @Interface('dtmi:com:example:Probe;1')
    class Probe {
      reads = 0;
      @Telemetry('integer', { every: '5s' }) level(): number {
        return ++this.reads;
      }
    }
    class Steps extends FakeClock {
      offset = 0;
      override now(): number {
        return super.now() + this.offset;
      }
    }
    const clock = new Steps();
    const app = new Probe();
    await using running = await started(app, { clock });
    clock.offset = -3_600_000;
    await clock.advance(20_000);
    expect(app.reads).toBe(5);
    expect(running.session.state).toBe('ready');
  });
});
