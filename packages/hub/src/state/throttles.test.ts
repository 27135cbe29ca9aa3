import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { RecordingLink } from '../../test/recording-link.js';
import type { Presence } from './session.js';
import { Throttles, type Sending } from './throttles.js';
import { PACES, type Operation } from './tiers.js';

const KB = 1024;

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock(Date.parse('2030-01-01T12:00:00Z'));
});

function passed(count: number, run: () => unknown): number {
  return Array.from({ length: count }, run).filter((objection) => objection === undefined).length;
}

function presenceOf(target: string): Presence {
  return { arrival: { target, protocol: 'mqtt', cleanSession: false }, link: new RecordingLink() };
}

/** Fills what may pass at once. */
function exhaust(throttles: Throttles, operation: Operation): void {
  const { count } = PACES[operation];
  expect(passed(count, () => throttles.objection(operation))).toBe(count);
}

describe('a throttle', () => {
  it.each([
    ['connect', 100, 10],
    ['twin-read', 100, 10],
    ['twin-update', 50, 20],
    ['method', 40, 25],
    ['cloud-to-device', 100, 600],
    ['registry', 100, 600],
    ['query', 20, 3000],
    ['file-upload', 100, 600],
  ] as const)('of %s lets %i through at once, then one each %i ms', (operation, count, eachMs) => {
    const throttles = new Throttles(clock, 's1');
    expect(passed(count + 5, () => throttles.objection(operation))).toBe(count);
    expect(throttles.objection(operation)).toBe('throttled');
    clock.advance(eachMs - 1);
    expect(throttles.objection(operation)).toBe('throttled');
    clock.advance(1);
    expect(throttles.objection(operation)).toBeUndefined();
    expect(throttles.objection(operation)).toBe('throttled');
  });

  it('of methods counts their payload in meters of 4 KB', () => {
    const throttles = new Throttles(clock, 's1');
    expect(passed(30, () => throttles.objection('method', () => 4 * KB + 1))).toBe(20);
    clock.advance(1000);
    expect(throttles.objection('method', () => 156 * KB + 1)).toBeUndefined();
    expect(throttles.objection('method', () => 0)).toBe('throttled');
  });

  it('of one kind leaves the others alone', () => {
    const throttles = new Throttles(clock, 's1');
    exhaust(throttles, 'twin-update');
    expect(throttles.objection('twin-update')).toBe('throttled');
    expect(throttles.objection('twin-read')).toBeUndefined();
  });

  it('does not stay shut because the clock was set back', () => {
    const throttles = new Throttles(clock, 's1');
    exhaust(throttles, 'connect');
    clock.advance(-3_600_000);
    expect(throttles.objection('connect')).toBe('throttled');
    clock.advance(10);
    expect(throttles.objection('connect')).toBeUndefined();
  });

  it('is not there without a tier', () => {
    const throttles = new Throttles(clock, undefined);
    expect(passed(10_000, () => throttles.objection('twin-update'))).toBe(10_000);
    expect(() => throttles.check('query')).not.toThrow();
  });

  it('throws for code, and says how often is allowed', () => {
    const throttles = new Throttles(clock, 'free');
    for (let count = 0; count < 20; count += 1) throttles.check('query');
    expect(() => throttles.check('query')).toThrow(
      expect.objectContaining({
        code: 'PNP_HUB_TOO_MANY_REQUESTS',
        message: expect.stringMatching(/query: 20 in 60 s/u),
      }),
    );
  });
});

describe('telemetry above its rate', () => {
  let throttles: Throttles;
  let taken: number[];

  beforeEach(() => {
    throttles = new Throttles(clock, 's1');
    taken = [];
  });

  function send(
    from: number,
    to: number,
    sending: Sending = { target: 'dev1' },
  ): (string | undefined)[] {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return numbers.map((number) =>
      throttles.telemetry(
        sending,
        () => 1,
        () => taken.push(number),
      ),
    );
  }

  it('waits for its turn, in order, one each 10 ms', () => {
    send(1, 103);
    expect(taken).toHaveLength(100);
    clock.advance(10);
    expect(taken.slice(100)).toEqual([101]);
    send(104, 104);
    clock.advance(29);
    expect(taken.slice(100)).toEqual([101, 102, 103]);
    clock.advance(1);
    expect(taken.slice(100)).toEqual([101, 102, 103, 104]);
    expect(clock.armed).toBe(0);
  });

  it('is refused when it would wait for more than 5 s, and taken again after', () => {
    const objections = send(1, 601);
    expect(objections.slice(0, 600).every((objection) => objection === undefined)).toBe(true);
    expect(objections[600]).toBe('throttled');
    clock.advance(10);
    expect(send(601, 602)).toEqual([undefined, 'throttled']);
    clock.advance(5000);
    expect(taken).toEqual(Array.from({ length: 601 }, (_, index) => index + 1));
  });

  it('waits behind what waits, also when the clock was set back', () => {
    send(1, 101);
    clock.advance(-3_600_000);
    send(102, 102);
    clock.advance(6000);
    send(103, 103);
    expect(taken).toHaveLength(100);
    clock.advance(3_600_100);
    expect(taken.slice(100)).toEqual([101, 103]);
    expect(clock.armed).toBe(0);
  });

  it('is dropped with the connection that it is acknowledged on, the rest goes on', () => {
    const presence = presenceOf('dev1');
    send(1, 100);
    send(101, 101, { target: 'dev1', presence });
    send(102, 102);
    send(103, 103, { target: 'dev1', presence });
    send(104, 104, { target: 'dev1', presence: presenceOf('dev1') });
    throttles.left(presence);
    clock.advance(20);
    expect(taken.slice(100)).toEqual([102]);
    clock.advance(20);
    expect(taken.slice(100)).toEqual([102, 104]);
    expect(clock.armed).toBe(0);
  });

  it('is dropped with its device, and comes before its will', () => {
    send(1, 100);
    send(101, 101, { target: 'dev2' });
    send(102, 102);
    throttles.will('dev3', () => taken.push(3000));
    throttles.will('dev2', () => taken.push(2000));
    throttles.will('dev1', () => taken.push(1000));
    throttles.forget('dev1');
    clock.advance(1000);
    expect(taken.slice(100)).toEqual([3000, 101, 2000]);
    expect(clock.armed).toBe(0);
  });

  it('is dropped when the hub closes', () => {
    send(1, 150);
    throttles.close();
    expect(clock.armed).toBe(0);
    clock.advance(60_000);
    expect(taken).toHaveLength(100);
  });
});

describe('the daily quota', () => {
  it('of the free tier is 8,000 messages of half a KB, until the next UTC day', () => {
    const throttles = new Throttles(clock, 'free');
    throttles.charge(() => 7998 * 512);
    expect(throttles.objection('telemetry', () => 512)).toBeUndefined();
    expect(throttles.objection('twin-read', () => 0)).toBeUndefined();
    for (const operation of ['telemetry', 'twin-read', 'registry', 'method'] as const) {
      expect(throttles.objection(operation)).toBe('quota-exceeded');
    }
    expect(throttles.objection('connect')).toBeUndefined();
    expect(() => throttles.check('cloud-to-device')).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_QUOTA_EXCEEDED' }),
    );
    clock.advance(12 * 3_600_000 - 1);
    expect(throttles.objection('telemetry')).toBe('quota-exceeded');
    clock.advance(1);
    expect(throttles.objection('telemetry')).toBeUndefined();
  });

  it('of S1 is 400,000 messages of 4 KB', () => {
    const throttles = new Throttles(clock, 's1');
    throttles.charge(() => 399_998 * 4096 + 1);
    expect(throttles.objection('telemetry')).toBeUndefined();
    expect(throttles.objection('telemetry')).toBe('quota-exceeded');
  });

  it('counts no registry operation, and nothing that was throttled', () => {
    const throttles = new Throttles(clock, 'free');
    throttles.charge(() => 7950 * 512);
    exhaust(throttles, 'registry');
    expect(passed(60, () => throttles.objection('twin-update'))).toBe(50);
    expect(throttles.objection('twin-update')).toBe('quota-exceeded');
  });
});
