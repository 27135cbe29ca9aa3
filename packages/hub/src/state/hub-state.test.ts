import type { JsonObject } from '@iotpnp/model';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { fillableJournal } from '../../test/fillable-journal.js';
import { nextEvent } from '../../test/next-event.js';
import { RecordingLink } from '../../test/recording-link.js';
import { hubError } from '../error-codes.js';
import type { AttachedDevice } from './attached-device.js';
import type { DeviceLink } from './device-link.js';
import { HubState } from './hub-state.js';
import type { Journal } from './journal.js';
import { outgoingMessage } from './outgoing-message.js';
import type { Arrival } from './session.js';

let clock: FakeClock;
let state: HubState;

beforeEach(() => {
  clock = new FakeClock();
  state = new HubState(clock);
  state.registry.addDevice('dev1');
});

function attach(link: DeviceLink, fields: Partial<Arrival> = {}): AttachedDevice {
  const device = state.attach(arrival(fields), link);
  if (typeof device === 'string') throw new Error(device);
  return device;
}

function arrival(fields: Partial<Arrival>): Arrival {
  const tokenExpiresAt = clock.now() + 3_600_000;
  return { target: 'dev1', protocol: 'mqtt', cleanSession: false, tokenExpiresAt, ...fields };
}

describe('sessions', () => {
  it('keep their subscriptions over a reconnect, and none over a clean session', () => {
    const first = attach(new RecordingLink());
    first.subscribe('methods');
    first.detach('by-device');
    const second = attach(new RecordingLink());
    expect([second.sessionPresent, second.listensTo('methods')]).toEqual([true, true]);
    second.detach('by-device');
    const third = attach(new RecordingLink(), { cleanSession: true });
    expect([third.sessionPresent, third.listensTo('methods')]).toEqual([false, false]);
    third.subscribe('desired');
    third.detach('link-lost');
    expect(attach(new RecordingLink()).sessionPresent).toBe(false);
  });

  it('pass to a newer connection, and the older one can no longer end them', () => {
    const older = new RecordingLink();
    const first = attach(older);
    attach(new RecordingLink());
    expect(older.ends).toEqual(['taken-over']);
    const types: string[] = [];
    state.log.watch(({ type }) => types.push(type));
    first.detach('link-lost');
    expect(state.twin('dev1').connectionState).toBe('connected');
    expect(types).toEqual([]);
  });

  it('keep the connection that is there when takeovers come too fast', () => {
    const links = Array.from({ length: 6 }, () => new RecordingLink());
    for (const link of links) attach(link);
    expect(state.attach(arrival({}), new RecordingLink())).toBe('takeover-rate');
    expect(links.at(-1)?.ends).toEqual([]);
    clock.advance(10_000);
    expect(attach(new RecordingLink()).target).toBe('dev1');
  });

  it('publish the will unless the device said goodbye', async () => {
    const events = state.log.open((event) => event);
    const will = { systemProperties: {}, properties: { w: '1' }, payload: Buffer.from('gone') };
    attach(new RecordingLink(), { will }).detach('by-device');
    attach(new RecordingLink(), { will }).detach('link-lost');
    state.close();
    const types: string[] = [];
    for await (const { type } of events) types.push(type);
    expect(types).toEqual(['connected', 'disconnected', 'connected', 'telemetry', 'disconnected']);
  });
});

describe('twins', () => {
  it('begin at version 1 and grow by one a patch, each section for itself', () => {
    const device = attach(new RecordingLink());
    expect(state.desire('dev1', { a: { b: 1, c: 2 } })).toBe(2);
    expect(state.desire('dev1', { a: { b: null } })).toBe(3);
    expect(device.twin.report({ r: 1 })).toEqual({ accepted: true, version: 2 });
    expect(state.twin('dev1')).toMatchObject({
      desired: { a: { c: 2 }, $version: 3 },
      reported: { r: 1, $version: 2 },
    });
  });

  it('are snapshots that cannot be changed and do not change', () => {
    state.desire('dev1', { a: { b: [1] } });
    const before = state.twin('dev1');
    state.desire('dev1', { a: { b: [2] } });
    expect(before.desired).toEqual({ a: { b: [1] }, $version: 2 });
    expect(() => Object.assign(before.desired['a'] as object, { b: 3 })).toThrow(TypeError);
    expect(() => (before.desired['a'] as { b: number[] }).b.push(3)).toThrow(TypeError);
  });

  it('are pushed to a subscribed device only, with the patch as given', () => {
    const link = new RecordingLink();
    const device = attach(link);
    state.desire('dev1', { a: 1 });
    device.subscribe('desired');
    state.desire('dev1', { a: null });
    device.unsubscribe('desired');
    state.desire('dev1', { a: 2 });
    expect(link.pushes).toEqual([{ a: null, $version: 3 }]);
  });

  it.each([undefined, null, [1], 'text', 5])('refuse %j as a report', (patch) => {
    const device = attach(new RecordingLink());
    expect(device.twin.report(patch)).toMatchObject({ accepted: false });
    expect(state.twin('dev1').reported).toEqual({ $version: 1 });
  });

  it('stay as they were when a patch is refused', () => {
    const device = attach(new RecordingLink());
    expect(device.twin.report({ ok: 1, 'not.ok': 2 })).toMatchObject({ accepted: false });
    expect(() => state.desire('dev1', { 'not.ok': 2 })).toThrow(/not\.ok/u);
    expect(state.twin('dev1')).toMatchObject({
      desired: { $version: 1 },
      reported: { $version: 1 },
    });
  });

  it('hold a key __proto__ without touching any prototype', () => {
    const device = attach(new RecordingLink());
    device.twin.report(JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(Object.keys(state.twin('dev1').reported)).toEqual(['__proto__', '$version']);
    expect(({} as JsonObject)['polluted']).toBeUndefined();
  });

  it('go with their device', () => {
    state.desire('dev1', { a: 1 });
    state.remove('dev1');
    expect(() => state.twin('dev1')).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_DEVICE_UNKNOWN' }),
    );
    state.registry.addDevice('dev1');
    expect(state.twin('dev1').desired).toEqual({ $version: 1 });
  });
});

describe('methods', () => {
  const call = { name: 'reboot', payload: { delay: 1 } };
  const options = { timeoutMs: 5000 };

  it('reach the device and bring its answer back', async () => {
    const link = new RecordingLink();
    const device = attach(link);
    device.subscribe('methods');
    const answer = state.invoke('dev1', call, options);
    expect(link.calls).toEqual([{ callId: '1', ...call }]);
    device.respond('1', { status: 202, payload: 'soon' });
    expect(await answer).toEqual({ status: 202, payload: 'soon' });
    expect(clock.armed).toBe(0);
  });

  it('fail for a device that is away or takes none', async () => {
    const offline = { code: 'PNP_HUB_DEVICE_OFFLINE' };
    await expect(state.invoke('dev1', call, options)).rejects.toMatchObject(offline);
    attach(new RecordingLink());
    await expect(state.invoke('dev1', call, options)).rejects.toMatchObject(offline);
    await expect(state.invoke('dev2', call, options)).rejects.toMatchObject({
      code: 'PNP_HUB_DEVICE_UNKNOWN',
    });
  });

  it('time out, and a late answer is nobody’s', async () => {
    const device = attach(new RecordingLink());
    device.subscribe('methods');
    const answer = expect(state.invoke('dev1', call, options)).rejects.toMatchObject({
      code: 'PNP_HUB_METHOD_TIMEOUT',
    });
    clock.advance(5000);
    await answer;
    device.respond('1', { status: 200, payload: null });
  });

  it('fail when the link drops, without waiting for the timeout', async () => {
    const device = attach(new RecordingLink());
    device.subscribe('methods');
    const answer = expect(state.invoke('dev1', call, options)).rejects.toMatchObject({
      code: 'PNP_HUB_DEVICE_LINK_LOST',
    });
    device.detach('link-lost');
    await answer;
    expect(clock.armed).toBe(0);
  });

  it('are given up by their signal, with its reason', async () => {
    attach(new RecordingLink()).subscribe('methods');
    const aborter = new AbortController();
    const given = { ...options, signal: aborter.signal };
    const answer = expect(state.invoke('dev1', call, given)).rejects.toBe('enough');
    aborter.abort('enough');
    await answer;
    await expect(state.invoke('dev1', call, given)).rejects.toBe('enough');
  });

  it('take no answer from another device', async () => {
    state.registry.addDevice('dev2');
    const device = attach(new RecordingLink());
    device.subscribe('methods');
    const other = attach(new RecordingLink(), { target: 'dev2' });
    const answer = state.invoke('dev1', call, options);
    other.respond('1', { status: 200, payload: 'forged' });
    device.respond('1', { status: 200, payload: 'mine' });
    expect(await answer).toEqual({ status: 200, payload: 'mine' });
  });

  it('fail when the answer is no JSON', async () => {
    const device = attach(new RecordingLink());
    device.subscribe('methods');
    const answer = state.invoke('dev1', call, options);
    device.respond('1', 'invalid');
    await expect(answer).rejects.toMatchObject({ code: 'PNP_HUB_METHOD_RESPONSE_INVALID' });
  });
});

describe('timers', () => {
  const message = outgoingMessage({ target: 'dev1', body: 'x' });

  it('are armed by no hub whose state cannot be read', () => {
    const journal = fillableJournal();
    const before = new HubState(clock, journal);
    before.registry.addDevice('dev1');
    before.sendToDevice(message);
    before.close();
    for (const damaged of ['configuration', 'feedback', 'message', 'delivery'] as const) {
      const entries: Journal['entries'] = (kind) => {
        if (kind === damaged) throw hubError('PNP_HUB_STATE_CORRUPT', kind);
        return journal.entries(kind);
      };
      expect(() => new HubState(clock, { ...journal, entries })).toThrow(damaged);
    }
    expect(clock.armed).toBe(0);
    expect(new HubState(clock, journal).pendingMessages('dev1')).toBe(1);
    expect(clock.armed).toBe(1);
  });

  it('end with the hub, whatever has armed them', () => {
    state = new HubState(clock, undefined, { tier: 's1' });
    state.registry.addDevice('dev1');
    const armed = [clock.armed];
    const note = (): void => void armed.push(clock.armed);

    const upload = state.files.begin('dev1', 'a');
    if (upload === 'too-many') throw new Error(upload);
    upload.put(Buffer.from('x'));
    state.files.complete('dev1', upload.correlationId, true);
    expect(state.fileNotices.take(1)?.items).toHaveLength(1);
    note();

    const expired = { ack: 'full', expiresAt: new Date(clock.now()) } as const;
    state.sendToDevice(outgoingMessage({ target: 'dev1', body: 'x', ...expired }));
    expect(state.feedback.queue.take(1)?.items).toHaveLength(1);
    note();

    const device = attach(new RecordingLink());
    const telemetry = { systemProperties: {}, properties: {}, payload: Buffer.from('x') };
    for (let count = 0; count < 101; count += 1) device.telemetry(telemetry);
    note();

    state.jobs.schedule({
      jobId: 'later',
      task: { type: 'scheduleUpdateTwin', change: {} },
      written: {},
      queryCondition: '*',
      startTime: clock.now() + 1000,
      maxExecutionTimeInSeconds: 60,
    });
    note();

    expect(armed).toEqual([0, 1, 2, 3, 4]);
    state.close();
    expect(clock.armed).toBe(0);
  });

  it('are armed by no message that comes after the hub was closed', () => {
    state.close();
    state.sendToDevice(message);
    expect(clock.armed).toBe(0);
  });
});

describe('disabling and closing', () => {
  it('ends the connection of a disabled device', async () => {
    const events = state.log.open((event) => event);
    const link = new RecordingLink();
    attach(link);
    state.setEnabled('dev1', false);
    expect(link.ends).toEqual(['disabled']);
    expect(await nextEvent(events, 'disconnected')).toMatchObject({ reason: 'disabled' });
  });

  it('ends every connection and every stream', async () => {
    const events = state.log.open((event) => event);
    const link = new RecordingLink();
    attach(link);
    state.close();
    expect(link.ends).toEqual(['hub-closing']);
    expect(await nextEvent(events, 'disconnected')).toMatchObject({ reason: 'hub-closing' });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });
});
