import { describe, expect, it } from 'vitest';
import { lost, settled, started, bench } from '@iotpnp/testkit';
import {
  Component,
  Interface,
  map,
  Property,
  startSession,
  Telemetry,
  Writable,
  type ConnectionChange,
  type Lifecycle,
  type PnpError,
  type StartContext,
  type UnknownDesired,
} from '../index.js';

/** Writes down what the runtime calls. */
@Interface('dtmi:com:example:Valve;1')
class Valve implements Lifecycle {
  readonly calls: string[] = [];
  readonly unknown: UnknownDesired[] = [];
  readonly problems: PnpError[] = [];
  @Writable('double') opening = 0;
  @Property('double') flow?: number;

  onStart(_context: StartContext): void {
    this.calls.push(`start at ${this.opening}`);
  }
  onStop(): void {
    this.calls.push('stop');
  }
  onConnectionChange({ state, connected, cause }: ConnectionChange): void {
    this.calls.push([state, connected, cause?.code].filter(Boolean).join(' '));
  }
  onUnknown(unknown: UnknownDesired): void {
    this.unknown.push(unknown);
  }
  onProblem(problem: PnpError): void {
    this.problems.push(problem);
  }
}

@Interface('dtmi:com:example:Tank;1')
class Tank extends Valve {
  @Component(Valve) valve = new Valve();
}

describe('onStart and onStop', () => {
  it('are called once, when what the twin desires is applied, and before the last report', async () => {
    @Interface('dtmi:com:example:Closing;1')
    class Closing extends Valve {
      override onStop(): void {
        super.onStop();
        this.flow = 0;
      }
    }
    const app = new Closing();
    const { hub, clock, options } = bench();
    hub.desire({ opening: 40 });
    const session = await startSession(app, options);
    hub.cut();
    await clock.advance(2_000);
    await session.close();
    expect(app.calls).toEqual([
      'provisioning',
      'connecting',
      'ready true',
      'start at 40',
      'reconnecting PNP_TEST_LOST',
      'ready true',
      'stop',
      'closed',
    ]);
    expect(hub.reported).toMatchObject({ flow: 0 });
  });

  it('of components start before the device and stop after it', async () => {
    const order: string[] = [];
    @Interface('dtmi:com:example:Part;1')
    class Part {
      constructor(readonly name: string) {}
      onStart(): void {
        order.push(`start ${this.name}`);
      }
      async onStop(): Promise<void> {
        await settled();
        order.push(`stop ${this.name}`);
      }
    }
    @Interface('dtmi:com:example:Whole;1')
    class Whole extends Part {
      @Component(Part) part = new Part('part');
    }
    const { session } = await started(new Whole('whole'));
    await session.close();
    expect(order).toEqual(['start part', 'start whole', 'stop whole', 'stop part']);
  });

  it('that throw, or never end, are told and do not hold up the session', async () => {
    @Interface('dtmi:com:example:Bad;1')
    class Bad {
      readonly problems: PnpError[] = [];
      onStart(): void {
        throw new Error('no bus');
      }
      onStop(): Promise<void> {
        return new Promise(() => {});
      }
      onProblem(problem: PnpError): void {
        this.problems.push(problem);
        throw new Error('again');
      }
    }
    const app = new Bad();
    const { session, lines, clock } = await started(app);
    await settled();
    expect(session.state).toBe('ready');
    const closing = session.close();
    await clock.advance(5_000);
    await closing;
    const told = lines.filter(({ fields }) => fields['code'] === 'PNP_HOOK_FAILED');
    expect(told.map(({ fields }) => fields['hook'])).toEqual([
      'Bad.onStart',
      'Bad.onProblem',
      'Bad.onStop',
      'Bad.onProblem',
    ]);
    expect(app.problems.map(({ message }) => message)).toEqual([
      'a hook failed: no bus',
      'a hook failed: onStop took longer than 5 s',
    ]);
  });

  it('are not called on a device that was never connected', async () => {
    const app = new Valve();
    const { hub, clock, options } = bench();
    hub.refusals = [lost('backoff'), lost('backoff')];
    const starting = startSession(app, { ...options, connectTimeoutMs: 1_500 });
    const ended = expect(starting).rejects.toMatchObject({ code: 'PNP_CONNECT_TIMEOUT' });
    await clock.advance(1_500);
    await ended;
    expect(app.calls).not.toContain('stop');
    expect(app.calls.at(-1)).toBe('closed PNP_TEST_LOST');
  });

  it('give way to a decorator of the same name', async () => {
    @Interface('dtmi:com:example:Odd;1')
    class Odd {
      @Telemetry('integer', { every: '1s' }) onStart(): number {
        return 1;
      }
    }
    await using running = await started(new Odd());
    await running.session.flush();
    expect(running.hub.bodies).toEqual([{ component: undefined, values: { onStart: 1 } }]);
  });
});

describe('every', () => {
  /** Runs a job each second; the context is kept. */
  async function ticking(job: (context: { signal: AbortSignal }) => unknown) {
    @Interface('dtmi:com:example:Ticking;1')
    class Ticking {
      readonly problems: PnpError[] = [];
      context!: StartContext;
      cancel!: () => void;
      onStart(context: StartContext): void {
        this.context = context;
        this.cancel = context.every('1s', job);
      }
      onProblem(problem: PnpError): void {
        this.problems.push(problem);
      }
    }
    const app = new Ticking();
    return { app, ...(await started(app)) };
  }

  it('calls its job in step, none overlapping itself', async () => {
    const begun: number[] = [];
    let release = (): void => {};
    const { clock, session } = await ticking(() => {
      begun.push(clock.now());
      return begun.length === 2
        ? new Promise<void>((resolve) => {
            release = resolve;
          })
        : undefined;
    });
    const zero = clock.now();
    await clock.advance(4_500);
    release();
    await clock.advance(1_000);
    expect(begun.map((at) => at - zero)).toEqual([1_000, 2_000, 5_000]);
    await session.close();
    await clock.advance(10_000);
    expect(begun).toHaveLength(3);
    expect(clock.waiting).toEqual([]);
  });

  it('goes on after a failure, which is told', async () => {
    let calls = 0;
    const { app, clock, session } = await ticking(() => {
      calls += 1;
      if (calls === 1) throw new Error('jammed');
    });
    await clock.advance(2_000);
    expect(calls).toBe(2);
    expect(app.problems.map(({ code }) => code)).toEqual(['PNP_JOB_FAILED']);
    await session.close();
  });

  it('ends when it is told to', async () => {
    let calls = 0;
    const { app, clock, session } = await ticking(() => {
      calls += 1;
    });
    await clock.advance(1_000);
    app.cancel();
    await clock.advance(5_000);
    expect(calls).toBe(1);
    await session.close();
  });

  it('takes no interval that is none', async () => {
    const { app, session } = await ticking(() => {});
    expect(() => app.context.every('soon' as '1s', () => {})).toThrow(/soon is no interval/);
    expect(app.context.session).toBe(session);
    await session.close();
    expect(app.context.signal.aborted).toBe(true);
  });
});

describe('onUnknown', () => {
  it('is told what cannot be written, once for each value, on the device and on the component concerned', async () => {
    const app = new Tank();
    await using running = await started(app);
    running.hub.desire({ pressure: 3, valve: { __t: 'c', flow: 1, colour: 'red' } });
    running.hub.resync();
    await settled();
    running.hub.desire({ pressure: 3 });
    running.hub.desire({ pressure: 4 });
    await running.session.flush();
    const pressure = { component: undefined, property: 'pressure', reason: 'unknown' };
    const flow = { component: 'valve', property: 'flow', value: 1, reason: 'read-only' };
    const colour = { component: 'valve', property: 'colour', value: 'red', reason: 'unknown' };
    expect(app.unknown).toEqual([
      { ...pressure, value: 3 },
      flow,
      colour,
      { ...pressure, value: 4 },
    ]);
    expect(app.valve.unknown).toEqual([flow, colour]);
    expect(running.hub.reported).not.toHaveProperty('pressure');
    expect(running.lines.filter(({ fields }) => fields['property'] === 'pressure')).toHaveLength(1);
  });
});

describe('onProblem', () => {
  it('is told what does not reach the hub, on the device and on the component concerned', async () => {
    const app = new Tank();
    await using running = await started(app);
    running.hub.judge = (patch) => {
      if (JSON.stringify(patch).includes('"flow":13')) throw new Error('unlucky');
    };
    app.valve.flow = Number.NaN;
    app.flow = 13;
    await running.session.flush();
    const [nan, refused] = app.problems;
    expect(nan).toMatchObject({ code: 'PNP_PROPERTY_REJECTED', where: { member: 'valve.flow' } });
    expect(refused).toMatchObject({ code: 'PNP_REPORT_REJECTED', where: { member: 'flow' } });
    expect(refused?.message).toContain('unlucky');
    expect(app.valve.problems).toEqual([nan]);
  });

  it('does not call itself', async () => {
    @Interface('dtmi:com:example:Circular;1')
    class Circular {
      calls = 0;
      @Property(map('double')) readings: Record<string, number> = {};
      onProblem(): void {
        this.calls += 1;
        this.readings = { bad: Number.NaN };
      }
    }
    const app = new Circular();
    await using running = await started(app);
    app.readings = { bad: Number.NaN };
    await running.session.flush();
    expect(app.calls).toBe(1);
  });
});
