import { describe, expect, it } from 'vitest';
import { settled, started, type Started } from '@iotpnp/testkit';
import { compile, Component, Interface, PnpError, Telemetry } from '../index.js';

@Interface('dtmi:com:example:Probe;1')
class Probe {
  @Telemetry('double', { deadband: 0.5 }) temperature = 0;
  @Telemetry('string', { minInterval: '10s' }) note = '';
  @Telemetry('double') humidity = 0;
  polls = 0;
  @Telemetry('integer', { every: '5s' }) count() {
    return ++this.polls;
  }
}

@Interface('dtmi:com:example:Probes;1')
class Probes {
  @Component(Probe) left = new Probe();
  @Component(Probe) right = new Probe();
}

/** The values of a telemetry that have arrived. */
function arrived({ hub }: Started, name: string, component?: string): unknown[] {
  return hub.bodies.flatMap((body) => {
    const values = body.values as Readonly<Record<string, unknown>>;
    return body.component === component && name in values ? [values[name]] : [];
  });
}

async function sent(running: Started, name: string): Promise<unknown[]> {
  await running.session.flush();
  return arrived(running, name);
}

describe('a deadband', () => {
  it('leaves out what is within it of the last that was sent, and counts it', async () => {
    const app = new Probe();
    await using running = await started(app);
    for (const value of [20, 20.4, 20.5, 20.6, 20.2, 20]) app.temperature = value;
    expect(await sent(running, 'temperature')).toEqual([20, 20.6, 20]);
    expect(running.session.stats.samplesThinned).toBe(3);
  });
});

describe('a shortest interval', () => {
  it('holds back what comes sooner, and sends the latest of it when it has passed', async () => {
    const app = new Probe();
    await using running = await started(app);
    for (const note of ['a', 'b', 'c']) app.note = note;
    expect(await sent(running, 'note')).toEqual(['a']);
    await running.clock.advance(10_000);
    expect(await sent(running, 'note')).toEqual(['a', 'c']);
    await running.clock.advance(9_999);
    app.note = 'd';
    expect(await sent(running, 'note')).toEqual(['a', 'c']);
    await running.clock.advance(1);
    expect(await sent(running, 'note')).toEqual(['a', 'c', 'd']);
  });

  it('sends nothing more once the session has closed', async () => {
    const app = new Probe();
    const running = await started(app);
    app.note = 'a';
    app.note = 'b';
    await running.session.close();
    await running.clock.advance(60_000);
    expect(arrived(running, 'note')).toEqual(['a']);
  });
});

describe('what a session says of telemetry', () => {
  it('counts over what the class says, for that component alone', async () => {
    const app = new Probes();
    const telemetry = {
      'left.temperature': { deadband: 5 },
      'left.humidity': { deadband: 1 },
      'left.count': { every: '1s' },
    } as const;
    await using running = await started(app, { telemetry });
    for (const value of [20, 21, 30]) {
      app.left.temperature = value;
      app.left.humidity = value / 10;
      app.right.temperature = value;
    }
    await running.session.flush();
    const of = (component: string, name: string) => arrived(running, name, component);
    expect(of('left', 'temperature')).toEqual([20, 30]);
    expect(of('left', 'humidity')).toEqual([2]);
    expect(of('right', 'temperature')).toEqual([20, 21, 30]);
    await running.clock.advance(5_000);
    await settled();
    await running.session.flush();
    expect([app.left.polls, app.right.polls]).toEqual([6, 2]);
  });

  it('is checked against the class, all of it', async () => {
    const telemetry = {
      'left.temprature': { every: '1s' },
      'left.temperature': { every: '1s' },
      'left.note': { deadband: 1, minInterval: 'soon' },
    } as never;
    const error: unknown = await started(new Probes(), { telemetry }).catch(
      (reason: unknown) => reason,
    );
    const { problems } = error as PnpError;
    expect(problems.map(({ code, where }) => [code, where?.key])).toEqual([
      ['PNP_TELEMETRY_OVERRIDE', 'telemetry.left.temprature'],
      ['PNP_TELEMETRY_OVERRIDE', 'telemetry.left.temperature.every'],
      ['PNP_TELEMETRY_OVERRIDE', 'telemetry.left.note.minInterval'],
      ['PNP_TELEMETRY_OVERRIDE', 'telemetry.left.note.deadband'],
    ]);
    expect(problems[0]?.hint).toBe('did you mean "left.temperature"?');
  });
});

it('a class that says it wrong is told so, with the member', () => {
  @Interface('dtmi:com:example:Wrong;1')
  class Wrong {
    @Telemetry('double', { deadband: -1 }) a = 0;
    @Telemetry('string', { deadband: 1 }) b = '';
    @Telemetry('double', { minInterval: 0 }) c = 0;
  }
  const act = () => compile(Wrong);
  expect(act).toThrow(PnpError);
  try {
    act();
  } catch (error) {
    const { problems } = error as PnpError;
    expect(problems.map(({ code, where }) => [code, where?.member])).toEqual([
      ['PNP_MODEL_THINNING_MISUSED', 'a'],
      ['PNP_MODEL_THINNING_MISUSED', 'b'],
      ['PNP_MODEL_THINNING_MISUSED', 'c'],
    ]);
  }
});
