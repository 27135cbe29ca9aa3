import { expect, it } from 'vitest';
import { settled, started } from '@iotpnp/testkit';
import { Component, Interface, Telemetry } from '../index.js';

@Interface('dtmi:com:example:Room;1')
class Room {
  reads = 0;
  pending: ((value: number) => void)[] = [];
  fails = false;

  @Telemetry('integer', { every: '5s' }) temperature(): number {
    if (this.fails) throw new Error('sensor gone');
    return ++this.reads;
  }

  @Telemetry('integer', { every: '5s' }) slow(): Promise<number> {
    return new Promise((resolve) => {
      this.pending.push(resolve);
    });
  }
}

@Interface('dtmi:com:example:House;1')
class House {
  @Component(Room) room1 = new Room();
  @Component(Room) room2 = new Room();
}

it('polls due together are awaited together: one message per component', async () => {
  const app = new House();
  await using running = await started(app);
  expect(running.hub.telemetry).toEqual([]); // the slow ones are awaited
  app.room1.pending[0]?.(10);
  app.room2.pending[0]?.(20);
  await settled();
  await running.session.flush();
  expect(running.hub.bodies).toEqual([
    { component: 'room1', values: { temperature: 1, slow: 10 } },
    { component: 'room2', values: { temperature: 1, slow: 20 } },
  ]);
});

it('a poll that takes longer than its interval holds nobody up and never overlaps itself', async () => {
  const app = new House();
  await using running = await started(app);
  await running.clock.advance(10_000);
  expect(app.room1.pending).toHaveLength(1);
  expect(running.hub.bodies.filter(({ component }) => component === 'room1')).toEqual([
    { component: 'room1', values: { temperature: 1 } },
    { component: 'room1', values: { temperature: 2 } },
    { component: 'room1', values: { temperature: 3 } },
  ]);
  app.room1.pending[0]?.(99);
  await settled();
  expect(running.hub.bodies.at(-1)).toEqual({ component: 'room1', values: { slow: 99 } });
});

it('a poll that throws skips one sample and is logged', async () => {
  @Interface('dtmi:com:example:Probe;1')
  class Probe {
    fails = false;
    @Telemetry('integer', { every: 1_000 }) level(): number {
      if (this.fails) throw new Error('sensor gone');
      return 7;
    }
  }
  const app = new Probe();
  await using running = await started(app);
  app.fails = true;
  await running.clock.advance(1_000);
  app.fails = false;
  await running.clock.advance(1_000);
  expect(running.hub.telemetry).toHaveLength(2);
  expect(running.lines.filter(({ level }) => level !== 'debug').slice(-2)).toMatchObject([
    { fields: { code: 'PNP_POLL_FAILED', telemetry: 'level', error: 'sensor gone' } },
    { message: 'a poll works again', fields: { telemetry: 'level', failures: 1 } },
  ]);
});

it('the interval may be a function of the instance, asked anew for each poll', async () => {
  @Interface('dtmi:com:example:Probe;1')
  class Probe {
    interval: `${number}s` = '10s';
    reads = 0;
    @Telemetry('integer', { every: (probe: Probe) => probe.interval }) level(): number {
      return ++this.reads;
    }
  }
  const app = new Probe();
  await using running = await started(app);
  await running.clock.advance(10_000);
  expect(app.reads).toBe(2);
  app.interval = '1s';
  await running.clock.advance(13_000);
  expect(app.reads).toBe(6);
});

it('an async generator streams, and one that throws is started again', async () => {
  @Interface('dtmi:com:example:Counter;1')
  class Counter {
    starts = 0;
    closed = false;
    @Telemetry('integer') async *count({ signal }: { signal: AbortSignal }) {
      this.starts++;
      yield this.starts * 10;
      if (this.starts === 1) throw new Error('cable cut');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      this.closed = true;
    }
  }
  const app = new Counter();
  const running = await started(app);
  await settled();
  expect(running.lines.at(-1)?.fields).toMatchObject({
    code: 'PNP_STREAM_FAILED',
    error: 'cable cut',
    retryInMs: 750,
  });
  await running.clock.advance(750);
  await running.session.flush();
  expect(running.hub.bodies.map(({ values }) => values)).toEqual([{ count: 10 }, { count: 20 }]);
  await running.session.close();
  expect(app.closed).toBe(true);
});

it('nothing is polled after the session has closed', async () => {
  const app = new House();
  const running = await started(app);
  await running.session.close();
  await running.clock.advance(60_000);
  expect(app.room1.reads).toBe(1);
});

it('a method without every that is no generator is told once, and the rest goes on', async () => {
  @Interface('dtmi:com:example:Plain;1')
  class Plain {
    calls = 0;
    // @ts-expect-error every is missing: the types say so, untyped code is told when it runs
    @Telemetry('integer') count(): number {
      return ++this.calls;
    }
  }
  const app = new Plain();
  await using running = await started(app);
  await running.clock.advance(600_000);
  expect(app.calls).toBe(1);
  expect(running.lines.filter(({ level }) => level === 'error')).toMatchObject([
    {
      fields: {
        code: 'PNP_STREAM_FAILED',
        telemetry: 'count',
        hint: expect.stringContaining('every'),
      },
    },
  ]);
});
