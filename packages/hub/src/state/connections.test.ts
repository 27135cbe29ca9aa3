import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { fillableJournal } from '../../test/fillable-journal.js';
import { RecordingLink } from '../../test/recording-link.js';
import type { AttachedDevice } from './attached-device.js';
import type { DeviceLink } from './device-link.js';
import { HubState } from './hub-state.js';
import { outgoingMessage } from './outgoing-message.js';
import type { Arrival } from './session.js';

let clock: FakeClock;
let state: HubState;

beforeEach(() => {
  clock = new FakeClock();
});

function attach(link: DeviceLink, fields: Partial<Arrival> = {}): AttachedDevice {
  const device = state.attach(arrival(fields), link);
  if (typeof device === 'string') throw new Error(device);
  return device;
}

function arrival(fields: Partial<Arrival>): Arrival {
  return { target: 'dev1', protocol: 'mqtt', cleanSession: false, ...fields };
}

describe('a connection whose beginning cannot be kept', () => {
  it('changes nothing: the one before it stays, no will is published, no session is left', () => {
    const journal = fillableJournal();
    state = new HubState(clock, journal);
    state.registry.addDevice('dev1');
    const older = new RecordingLink();
    attach(older, { cleanSession: true }).subscribe('cloud-messages');
    state.sendToDevice(outgoingMessage({ target: 'dev1', body: 'x', messageId: 'm1' }));
    const kept = journal.writes.length;
    const types: string[] = [];
    state.log.watch(({ type }) => types.push(type));
    journal.isFull = true;
    const will = { systemProperties: {}, properties: {}, payload: Buffer.from('x') };
    const facts = arrival({ modelId: 'dtmi:a;1', will });
    expect(state.attach(facts, new RecordingLink())).toBe('unavailable');
    expect([types, older.ends, journal.writes.length]).toEqual([[], [], kept]);
    expect(state.twin('dev1').modelId).toBeUndefined();
    journal.isFull = false;
    expect(attach(new RecordingLink(), { modelId: 'dtmi:a;1' }).sessionPresent).toBe(false);
    expect(types).toEqual(['disconnected', 'connected']);
    expect(journal.writes.slice(kept)).toEqual([
      [
        expect.objectContaining({ kind: 'session' }),
        expect.objectContaining({ kind: 'delivery' }),
        expect.objectContaining({ kind: 'twin' }),
      ],
    ]);
  });
});

describe('telemetry that waits for its turn', () => {
  const message = (text: string) => {
    return { systemProperties: {}, properties: {}, payload: Buffer.from(text) };
  };
  let seen: string[];

  beforeEach(() => {
    state = new HubState(clock, undefined, { tier: 's1' });
    state.registry.addDevice('dev1');
    seen = [];
    state.log.watch((event) => {
      if (event.type === 'telemetry') seen.push(event.telemetry.raw.toString());
    });
  });

  it('is taken once when it comes again on the next connection, and the will is last', () => {
    const first = attach(new RecordingLink(), { will: message('will') });
    for (let count = 0; count < 100; count += 1) first.telemetry(message('at once'));
    first.telemetry(message('no acknowledgement'));
    first.telemetry(message('again'), () => {
      throw new Error('that connection is gone');
    });
    first.detach('link-lost');
    let acknowledged = 0;
    attach(new RecordingLink()).telemetry(message('again'), () => (acknowledged += 1));
    clock.advance(5000);
    expect(seen.slice(100)).toEqual(['no acknowledgement', 'will', 'again']);
    expect(acknowledged).toBe(1);
  });

  it('goes with its device', () => {
    const device = attach(new RecordingLink(), { will: message('will') });
    for (let count = 0; count < 150; count += 1) device.telemetry(message('x'));
    state.remove('dev1');
    clock.advance(5000);
    expect(seen).toHaveLength(100);
    expect(state.activity.of('dev1')).toEqual(new HubState(clock).activity.of('dev1'));
    expect(clock.armed).toBe(0);
  });
});
