import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { RecordingLink } from '../../test/recording-link.js';
import type { MessageLogOptions } from '../hub-options.js';
import type { AttachedDevice } from './attached-device.js';
import { HubState } from './hub-state.js';
import { startHub } from '../start-hub.js';
import { noJournal } from './journal.js';
import type { LogMessage } from './message-log.js';

const MODEL = 'dtmi:com:example:Thermostat;1';

let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
});

function stateWith(messageLog: MessageLogOptions = {}): HubState {
  const state = new HubState(clock, noJournal, { messageLog });
  state.registry.addDevice('dev1');
  state.registry.addDevice('dev2');
  state.registry.addModule('dev1/mod1');
  return state;
}

function attach(state: HubState, target: string): AttachedDevice {
  const arrival = { target, protocol: 'mqtt', cleanSession: true, modelId: MODEL } as const;
  const device = state.attach(arrival, new RecordingLink());
  if (typeof device === 'string') throw new Error(device);
  return device;
}

/** All messages of a device's partition. */
function kept(state: HubState, deviceId: string): readonly LogMessage[] {
  const partition = state.messageLog.partitionOf(deviceId);
  const messages: LogMessage[] = [];
  for (let next = 0; ; next += 1) {
    const found = partition?.read(next);
    if (found === undefined) return messages;
    messages.push(found.message);
  }
}

describe('the message log', () => {
  it('keeps telemetry as it came, with what the hub knows of its device', () => {
    const state = stateWith();
    attach(state, 'dev1').telemetry({
      systemProperties: { contentType: 'application/json', component: 'thermostat1' },
      properties: { colour: 'red' },
      payload: Buffer.from('{"a":1}'),
    });
    expect(kept(state, 'dev1')).toEqual([
      {
        source: 'Telemetry',
        deviceId: 'dev1',
        moduleId: undefined,
        modelId: MODEL,
        generationId: state.registry.get('dev1').generationId,
        authMethod:
          '{"scope":"device","type":"sas","issuer":"iothub","acceptingIpFilterRule":null}',
        systemProperties: { contentType: 'application/json', component: 'thermostat1' },
        properties: { colour: 'red' },
        body: Buffer.from('{"a":1}'),
      },
    ]);
  });

  it('has four partitions, and a device and its modules always the same', () => {
    const state = stateWith();
    expect(state.messageLog.partitions).toHaveLength(4);
    const message = { systemProperties: {}, properties: {}, payload: Buffer.from('x') };
    attach(state, 'dev1').telemetry(message);
    attach(state, 'dev1/mod1').telemetry(message);
    expect(kept(state, 'dev1').map(({ moduleId }) => moduleId)).toEqual([undefined, 'mod1']);
    const ids = Array.from({ length: 100 }, (_, index) => `device-${index}`);
    const used = new Set(ids.map((id) => state.messageLog.partitionOf(id)));
    expect(used.size).toBe(4);
  });

  it('keeps nothing but telemetry unless it is asked to', () => {
    const state = stateWith();
    attach(state, 'dev1').twin.report({ a: 1 });
    state.desire('dev1', { b: 2 });
    expect(kept(state, 'dev1')).toEqual([]);
  });

  it('keeps changes of twins on request', () => {
    const state = stateWith({ also: ['twinChangeEvents'] });
    attach(state, 'dev1').twin.report({ a: 1 });
    state.desire('dev1', { b: 2 });
    const [reported, desired, ...more] = kept(state, 'dev1');
    expect(more).toEqual([]);
    expect(JSON.parse(String(reported?.body))).toEqual({
      version: 2,
      properties: { reported: { a: 1, $version: 2 } },
    });
    expect(JSON.parse(String(desired?.body))).toMatchObject({ properties: { desired: { b: 2 } } });
    expect(reported).toMatchObject({
      source: 'twinChangeEvents',
      properties: { opType: 'updateTwin', 'iothub-message-schema': 'twinChangeNotification' },
    });
  });

  it('keeps connections on request', () => {
    const state = stateWith({ also: ['deviceConnectionStateEvents'] });
    attach(state, 'dev1').detach('by-device');
    expect(kept(state, 'dev1').map(({ properties }) => properties['opType'])).toEqual([
      'deviceConnected',
      'deviceDisconnected',
    ]);
  });

  it('keeps as much as its options say', () => {
    const state = stateWith({ maxMessages: 2 });
    const device = attach(state, 'dev1');
    for (const text of ['a', 'b', 'c']) {
      device.telemetry({ systemProperties: {}, properties: {}, payload: Buffer.from(text) });
    }
    const partition = state.messageLog.partitionOf('dev1');
    expect([partition?.beginSequenceNumber, partition?.last?.sequenceNumber]).toEqual([1, 2]);
  });

  it('counts of a message its texts and its body, and what it and each property cost beside', () => {
    const state = stateWith();
    const device = attach(state, 'dev1');
    const systemProperties = { contentType: 'text/plain' };
    const properties = { a: 'bc', d: '' };
    device.telemetry({ systemProperties, properties, payload: Buffer.from('hello') });
    device.telemetry({ systemProperties: {}, properties: {}, payload: Buffer.from('x') });
    const counted = 'text/plain'.length + 'abcd'.length + 'hello'.length;
    expect(state.messageLog.partitionOf('dev1')?.last?.offset).toBe(256 + 2 * 96 + counted);
  });

  it('keeps so many bytes, those of properties without a value included', () => {
    const state = stateWith({ maxBytes: 1_000_000 });
    const device = attach(state, 'dev1');
    const names = Array.from({ length: 9_000 }, (_, number) => [String(number), '']);
    for (const _ of [1, 2]) {
      const properties = Object.fromEntries(names) as Record<string, string>;
      device.telemetry({ systemProperties: {}, properties, payload: Buffer.alloc(0) });
    }
    expect(state.messageLog.partitionOf('dev1')?.beginSequenceNumber).toBe(1);
  });

  it.each([{ maxMessages: -1 }, { maxMessages: Number.NaN }, { maxBytes: 0.5 }, { maxBytes: -1 }])(
    'of %o cannot be: no hub starts with it',
    async (messageLog) => {
      const hub = startHub({ port: 0, messageLog });
      await expect(hub).rejects.toMatchObject({
        code: 'PNP_HUB_OPTION_INVALID',
        message: expect.stringContaining(`messageLog.${Object.keys(messageLog)[0]}`) as string,
      });
    },
  );
});
