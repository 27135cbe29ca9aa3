import { describe, expect, it } from 'vitest';
import { MemoryDevice as MemoryHub, settled, started } from '@iotpnp/testkit';
import { Thermostat } from '../../test/devices.js';
import { watchRejections } from '../../test/rejections.js';
import {
  Command,
  CommandError,
  Interface,
  long,
  OnDesired,
  Property,
  Reject,
  Telemetry,
  Writable,
} from '../index.js';

function hostile(): object {
  return Object.create(null) as object; // has no text: String() of it throws
}

describe("the author's code", () => {
  it('may throw from a getter: answered 500, the session goes on', async () => {
    @Interface('dtmi:com:example:Bus;1')
    class Bus {
      broken = true;
      #level = 1;
      @Writable('double') get level(): number {
        if (this.broken) throw new Error('bus error');
        return this.#level;
      }
      set level(value: number) {
        this.#level = value;
      }
      @Property('string') get label(): string {
        if (this.broken) throw new Error('bus error');
        return 'x';
      }
    }
    const rejections = watchRejections();
    const app = new Bus();
    await using running = await started(app);
    running.hub.desire({ level: 5 });
    running.hub.desire({ level: 'x' });
    await running.session.flush();
    expect(running.hub.reported['level']).toEqual({ ac: 500, av: 3, ad: 'bus error' });
    app.broken = false;
    running.hub.desire({ level: 6 });
    await running.session.flush();
    expect(running.hub.reported['level']).toMatchObject({ value: 6, ac: 200, av: 4 });
    expect(running.session.state).toBe('ready');
    expect(rejections).toEqual([]);
  });

  it('may throw what has no text, anywhere', async () => {
    @Interface('dtmi:com:example:Hostile;1')
    class Hostile {
      @Telemetry('double', { every: '1s' }) poll(): number {
        throw hostile();
      }
      @Telemetry('double', { every: '1s' }) async later(): Promise<number> {
        throw hostile();
      }
      @Telemetry('double') async *stream(): AsyncGenerator<number> {
        if (this.level > 9) yield 0;
        throw hostile();
      }
      @Writable('double') level = 0;
      @OnDesired('level') async refuse(): Promise<void> {
        throw hostile();
      }
      @Command() go(): void {
        throw hostile();
      }
    }
    const rejections = watchRejections();
    const running = await started(new Hostile());
    await running.clock.advance(5_000);
    running.hub.desire({ level: 1 });
    expect(await running.hub.invoke('go')).toMatchObject({ status: 500 });
    await running.session.flush();
    expect(running.hub.reported['level']).toMatchObject({ value: 0, ac: 500, av: 2 });
    await running.session.close();
    expect(rejections).toEqual([]);
  });

  it('may make `every` fail: the poll goes on, more slowly', async () => {
    @Interface('dtmi:com:example:Fickle;1')
    class Fickle {
      interval: unknown = '1s';
      reads = 0;
      @Telemetry('integer', { every: (self: Fickle) => self.read() }) level(): number {
        return ++this.reads;
      }
      read(): '1s' {
        if (this.interval === 'throw') throw new Error('no config');
        return this.interval as '1s';
      }
    }
    const app = new Fickle();
    await using running = await started(app);
    app.interval = 'throw';
    await running.clock.advance(1_000);
    app.interval = 'soon';
    await running.clock.advance(60_000);
    expect(app.reads).toBe(3);
    const told = running.lines.filter(({ fields }) => fields['code'] === 'PNP_POLL_FAILED');
    expect(told.map(({ fields }) => fields['error'])).toEqual([
      'every failed: no config',
      'every is no duration: soon',
    ]);
  });

  it('may return a thenable that is no promise', async () => {
    const later = (
      settle: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void,
    ) => ({ then: settle }) as unknown as Promise<never>;
    @Interface('dtmi:com:example:Thenable;1')
    class Thenable {
      @Writable('double') level = 0;
      @OnDesired('level') refuse(): Promise<void> {
        return later((_, reject) => queueMicrotask(() => reject(new Reject('too hot'))));
      }
      @Telemetry('double', { every: '1s' }) poll(): Promise<number> {
        return later((resolve) => resolve(7));
      }
    }
    const app = new Thenable();
    await using running = await started(app);
    running.hub.desire({ level: 9 });
    await settled();
    await running.session.flush();
    expect(app.level).toBe(0);
    expect(running.hub.reported['level']).toMatchObject({ value: 0, ac: 400, ad: 'too hot' });
    expect(running.hub.bodies).toEqual([{ component: undefined, values: { poll: 7 } }]);
  });

  it('may close its session from a poll: nothing is polled after it, no timer stays', async () => {
    @Interface('dtmi:com:example:Last;1')
    class Last {
      close = async () => {};
      reads = 0;
      @Telemetry('integer', { every: '1s' }) level(): number {
        if (++this.reads === 2) void this.close();
        return this.reads;
      }
    }
    const app = new Last();
    const { session, clock } = await started(app);
    app.close = () => session.close();
    await clock.advance(1_000);
    await session.closed;
    await clock.advance(60_000);
    expect(app.reads).toBe(2);
    expect(clock.waiting).toEqual([]);
  });

  it('may refuse with a long reason: the hub takes it', async () => {
    @Interface('dtmi:com:example:Wordy;1')
    class Wordy {
      @Writable('double') level = 0;
      @OnDesired('level') refuse(): void {
        throw new Reject('x'.repeat(5_000), 200);
      }
    }
    await using wordy = await started(new Wordy());
    wordy.hub.desire({ level: 1 });
    await wordy.session.flush();
    const { ad, ac } = wordy.hub.reported['level'] as { ad: string; ac: number };
    expect(ad.length).toBeLessThan(1_100);
    expect(ac).toBe(400); // a refusal is none with a status of success
  });
});

describe('a 64-bit integer', () => {
  @Interface('dtmi:com:example:Meter;1')
  class Meter {
    @Property(long({ as: 'bigint' })) energy = 5n;
    @Property('string') other = 'x';
    @Writable(long({ as: 'bigint' })) budget = 1n;
    @Command({ response: long({ as: 'bigint' }) }) total(): bigint {
      return this.energy;
    }
    @Command() refuse(): void {
      throw new CommandError(409, { n: 1n });
    }
  }

  it('is reported and answered as a number where it fits, so that any transport can write it', async () => {
    const app = new Meter();
    await using running = await started(app);
    running.hub.desire({ budget: 7 });
    await running.session.flush();
    expect(running.hub.reported).toMatchObject({
      energy: 5,
      other: 'x',
      budget: { value: 7, ac: 200 },
    });
    expect(await running.hub.invoke('total')).toEqual({ status: 200, payload: 5 });
    expect(await running.hub.invoke('refuse')).toEqual({ status: 409, payload: { n: 1 } });
  });

  it('beyond what a twin or a transport can hold is refused by itself; the rest goes on', async () => {
    const app = new Meter();
    await using running = await started(app);
    app.energy = 2n ** 60n;
    app.other = 'y';
    await running.session.flush();
    expect(running.hub.reported).toMatchObject({ energy: 5, other: 'y' });
    expect(running.lines.at(-1)?.fields).toMatchObject({
      code: 'PNP_PROPERTY_REJECTED',
      property: 'energy',
    });
    expect(await running.hub.invoke('total')).toMatchObject({ status: 500 });
  });
});

describe('a command', () => {
  it('whose link has dropped is told by its signal, and an exclusive line goes on', async () => {
    @Interface('dtmi:com:example:Door;1')
    class Door {
      calls = 0;
      @Command({ exclusive: true }) hold({ signal }: { signal: AbortSignal }): Promise<void> {
        this.calls++;
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('gone')));
        });
      }
    }
    const app = new Door();
    await using running = await started(app);
    const first = running.hub.invoke('hold');
    const second = running.hub.invoke('hold');
    await settled();
    running.hub.cut();
    expect(await first).toMatchObject({ status: 500 });
    expect(await second).toMatchObject({ status: 503 });
    expect(app.calls).toBe(1);
  });

  it('that answers more than the hub takes is a 500', async () => {
    @Interface('dtmi:com:example:Verbose;1')
    class Verbose {
      @Command({ response: 'string' }) tell(): string {
        return 'x'.repeat(200_000);
      }
    }
    await using running = await started(new Verbose());
    expect(await running.hub.invoke('tell')).toMatchObject({ status: 500 });
    expect(running.lines.at(-1)?.fields).toMatchObject({ code: 'PNP_COMMAND_RESPONSE' });
  });

  it('that comes before the twin has been read waits for it, and one after the close is refused', async () => {
    const hub = new MemoryHub();
    hub.desired = { $version: 4, limit: 5 };
    let early: Promise<unknown> | undefined;
    hub.answerTwin = () => {
      hub.answerTwin = undefined;
      early = hub.invoke('fail', 'not');
      return { desired: hub.desired, reported: hub.reported };
    };
    const app = new Thermostat();
    const { session } = await started(app, { hub });
    expect(await early).toMatchObject({ status: 200 });
    const [{ sink }] = hub.connects as [(typeof hub.connects)[number]];
    await session.close();
    expect(await sink.command({ name: 'fail', payload: 'not' })).toMatchObject({ status: 503 });
  });
});

describe('desired middleware', () => {
  it('that is slow does not bring back an older value, and what it drops is not acknowledged', async () => {
    const held: (() => void)[] = [];
    const app = new Thermostat();
    await using running = await started(app, {
      middleware: [
        {
          async desired(operation, next) {
            if (operation.property === 'limit') return;
            if (operation.value === 30)
              await new Promise<void>((resolve) => void held.push(resolve));
            await next(operation);
          },
        },
      ],
    });
    running.hub.desire({ targetTemperature: 30 });
    running.hub.desire({ targetTemperature: 40 });
    running.hub.desire({ limit: 5 });
    await settled();
    held[0]?.();
    await settled();
    await running.session.flush();
    expect(app.targetTemperature).toBe(40);
    expect(running.hub.reported['targetTemperature']).toMatchObject({ value: 40, av: 3 });
    expect(running.hub.reported['limit']).toMatchObject({ value: 60, av: 0 });
  });
});
