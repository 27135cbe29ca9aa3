import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { RecordingLink } from '../../test/recording-link.js';
import type { ReportFault, TwinReadFault } from '../hub-faults.js';
import type { AttachedDevice } from './attached-device.js';
import type { Faults } from './faults.js';
import { HubState } from './hub-state.js';

const EMPTY = { systemProperties: {}, properties: {}, payload: Buffer.alloc(0) };

let clock: FakeClock;
let state: HubState;
let faults: Faults;

beforeEach(() => {
  clock = new FakeClock();
  state = new HubState(clock);
  state.registry.addDevice('dev1');
  ({ faults } = state);
});

function attach(link = new RecordingLink()): AttachedDevice {
  const tokenExpiresAt = clock.now() + 3_600_000;
  const arrival = {
    target: 'dev1',
    protocol: 'mqtt',
    cleanSession: false,
    tokenExpiresAt,
  } as const;
  const device = state.attach(arrival, link);
  if (typeof device === 'string') throw new Error(device);
  return device;
}

describe('answerReports', () => {
  const refused = { $version: 1 };
  const merged = { a: 1, $version: 2 };

  it.each<[ReportFault, object | string, object, readonly string[]]>([
    ['refuse', { accepted: false, status: 400 }, refused, []],
    ['throttle', { accepted: false, status: 429 }, refused, []],
    ['unavailable', { accepted: false, status: 503 }, refused, []],
    ['ignore', 'unanswered', refused, []],
    ['silent', 'unanswered', merged, []],
    ['cut', 'unanswered', refused, ['by-hub']],
    ['apply-and-cut', 'unanswered', merged, ['by-hub']],
  ])('%s: the outcome is %j, the twin %j', (fault, outcome, reported, ends) => {
    const link = new RecordingLink();
    const device = attach(link);
    faults.answerReports('dev1', fault);
    const answered = device.twin.report({ a: 1 });
    expect(answered).toEqual(
      typeof outcome === 'string' ? outcome : expect.objectContaining(outcome),
    );
    expect(state.twin('dev1').reported).toEqual(reported);
    expect(link.ends).toEqual(ends);
    const next = ends.length === 0 ? device : attach();
    expect(next.twin.report({ b: 1 })).toMatchObject({ accepted: true });
  });

  it('is of one report each, one call behind another, over connections', () => {
    faults.answerReports('dev1', 'throttle', 'refuse');
    faults.answerReports('dev1', 'unavailable');
    const statuses = [1, 2, 3, 4].map((value) => attach().twin.report({ value }));
    expect(statuses).toMatchObject([
      { status: 429 },
      { status: 400 },
      { status: 503 },
      { accepted: true },
    ]);
  });

  it('leaves the bounds of the twin where they are', () => {
    const device = attach();
    faults.answerReports('dev1', 'silent');
    expect(device.twin.report({ 'not.ok': 1 })).toMatchObject({ accepted: false, status: 400 });
    expect(state.twin('dev1').reported).toEqual({ $version: 1 });
  });
});

describe('refuseReports', () => {
  it('refuses what the predicate says, until it is cleared', () => {
    const device = attach();
    faults.refuseReports('dev1', (patch) => 'bad' in patch);
    expect(device.twin.report({ good: 1 })).toMatchObject({ accepted: true });
    expect(device.twin.report({ good: 2, bad: 1 })).toMatchObject({ status: 400 });
    expect(device.twin.report({ bad: 1 })).toMatchObject({ status: 400 });
    expect(state.twin('dev1').reported).toEqual({ good: 1, $version: 2 });
    faults.refuseReports('dev1', undefined);
    expect(device.twin.report({ bad: 1 })).toMatchObject({ accepted: true });
  });
});

describe('answerTwinReads', () => {
  it.each<[TwinReadFault, object | string, readonly string[]]>([
    ['throttle', { accepted: false, status: 429 }, []],
    ['unavailable', { accepted: false, status: 503 }, []],
    ['silent', 'unanswered', []],
    ['cut', 'unanswered', ['by-hub']],
  ])('%s: the outcome is %j, once', (fault, outcome, ends) => {
    const link = new RecordingLink();
    const device = attach(link);
    faults.answerTwinReads('dev1', fault);
    expect(device.twin.read()).toEqual(
      typeof outcome === 'string' ? outcome : expect.objectContaining(outcome),
    );
    expect(link.ends).toEqual(ends);
    expect(device.twin.read()).toMatchObject({ accepted: true });
  });
});

describe('desired changes', () => {
  it('are lost as often as was said, whether somebody listens or not', () => {
    const link = new RecordingLink();
    const device = attach(link);
    faults.loseDesired('dev1', 2);
    expect(state.desire('dev1', { a: 1 })).toBe(2);
    device.subscribe('desired');
    expect(state.desire('dev1', { a: 2 })).toBe(3);
    state.desire('dev1', { a: 3 });
    expect(link.pushes).toEqual([{ a: 3, $version: 4 }]);
    expect(state.twin('dev1').desired).toEqual({ a: 3, $version: 4 });
  });

  it.each([{ a: 1 }, { a: null, $version: 77 }, { $version: 'x' }])(
    'are pushed as they are given: %j',
    (patch) => {
      const link = new RecordingLink();
      attach(link).subscribe('desired');
      faults.push('dev1', patch);
      expect(link.pushes).toEqual([patch]);
      expect(state.twin('dev1').desired).toEqual({ $version: 1 });
    },
  );

  it('are pushed to nobody who does not listen', () => {
    attach();
    expect(() => faults.push('dev1', {})).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_DEVICE_OFFLINE' }),
    );
  });
});

describe('withheld answers and acknowledgements', () => {
  it('come late by the hub’s clock, and not at all once the connection is gone', () => {
    const device = attach();
    const sent: string[] = [];
    faults.delayAnswers('dev1', 5000);
    device.twin.answer(() => sent.push('late'));
    clock.advance(4999);
    expect(sent).toEqual([]);
    clock.advance(1);
    expect(sent).toEqual(['late']);
    device.twin.answer(() => sent.push('never'));
    device.detach('link-lost');
    expect(clock.armed).toBe(0);
    faults.delayAnswers('dev1', 0);
    device.twin.answer(() => sent.push('at once'));
    expect(sent).toEqual(['late', 'at once']);
  });

  it('of telemetry are held until released, in order, but not beyond the connection', () => {
    const acknowledged: number[] = [];
    const first = attach();
    faults.holdTelemetry('dev1');
    for (const id of [1, 2]) first.telemetry(EMPTY, () => acknowledged.push(id));
    first.detach('link-lost');
    const second = attach();
    for (const id of [3, 4]) second.telemetry(EMPTY, () => acknowledged.push(id));
    expect(acknowledged).toEqual([]);
    faults.releaseTelemetry('dev1');
    expect(acknowledged).toEqual([3, 4]);
    second.telemetry(EMPTY, () => acknowledged.push(5));
    expect(acknowledged).toEqual([3, 4, 5]);
  });

  it('of telemetry are lost as often as was said', () => {
    const acknowledged: number[] = [];
    const device = attach();
    faults.loseTelemetryAcks('dev1', 2);
    for (const id of [1, 2, 3]) device.telemetry(EMPTY, () => acknowledged.push(id));
    expect(acknowledged).toEqual([3]);
  });
});

describe('connections', () => {
  it('are refused as often as was said, and the one that is there stays', () => {
    const link = new RecordingLink();
    attach(link);
    faults.refuseConnects('dev1', 2);
    expect(() => attach()).toThrow('unavailable');
    expect(() => attach()).toThrow('unavailable');
    expect(link.ends).toEqual([]);
    expect(attach().target).toBe('dev1');
  });

  it('end with a token that is said to have expired', () => {
    const link = new RecordingLink();
    attach(link);
    faults.expireToken('dev1');
    faults.expireToken('dev1');
    expect(link.ends).toEqual(['token-expired']);
  });

  it('end behind a method, whose caller is told', async () => {
    const link = new RecordingLink();
    attach(link).subscribe('methods');
    faults.disconnectOnCommand('dev1');
    const call = { name: 'reboot', payload: null };
    await expect(state.invoke('dev1', call, { timeoutMs: 1000 })).rejects.toMatchObject({
      code: 'PNP_HUB_DEVICE_LINK_LOST',
    });
    expect(link.calls).toHaveLength(1);
    expect(link.ends).toEqual(['by-hub after-sending']);
    expect(clock.armed).toBe(0);
  });
});

describe('faults', () => {
  it('are for targets the hub has', () => {
    const unknown = expect.objectContaining({ code: 'PNP_HUB_DEVICE_UNKNOWN' });
    const asked: readonly (() => void)[] = [
      () => faults.push('dev2', {}),
      () => faults.loseDesired('dev2'),
      () => faults.answerReports('dev2', 'cut'),
      () => faults.refuseReports('dev2', undefined),
      () => faults.answerTwinReads('dev2', 'cut'),
      () => faults.delayAnswers('dev2', 1),
      () => faults.holdTelemetry('dev2'),
      () => faults.releaseTelemetry('dev2'),
      () => faults.loseTelemetryAcks('dev2', 1),
      () => faults.refuseConnects('dev2', 1),
      () => faults.expireToken('dev2'),
      () => faults.disconnectOnCommand('dev2'),
    ];
    for (const ask of asked) expect(ask).toThrow(unknown);
  });

  it('go with their target', () => {
    faults.refuseConnects('dev1', 9);
    state.remove('dev1');
    state.registry.addDevice('dev1');
    expect(attach().target).toBe('dev1');
  });
});
