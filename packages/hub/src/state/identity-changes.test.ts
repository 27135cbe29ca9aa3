import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { fillableJournal, type FillableJournal } from '../../test/fillable-journal.js';
import { RecordingLink } from '../../test/recording-link.js';
import type { Configuration } from './configuration.js';
import { HubState } from './hub-state.js';

const unavailable = expect.objectContaining({ code: 'PNP_HUB_STATE_UNAVAILABLE' });
const BODY = Buffer.from('x');

let clock: FakeClock;
let journal: FillableJournal;
let state: HubState;

beforeEach(() => {
  clock = new FakeClock();
  journal = fillableJournal();
  state = new HubState(clock, journal);
});

function configuration(targetCondition: string): Configuration {
  return {
    id: 'c1',
    generation: '1',
    etag: 'x',
    createdTime: 0,
    lastUpdatedTime: 0,
    schemaVersion: '1.0',
    labels: {},
    content: { deviceContent: { 'properties.desired.interval': 5 } },
    targetCondition,
    priority: 0,
    metricQueries: {},
  };
}

/** What a hub that comes up from the journal has. */
function restarted(): HubState {
  return new HubState(clock, journal);
}

describe('an identity', () => {
  const twin = { tags: { site: 'north' }, desired: { a: 1 } };

  it('is made with its twin, its configuration and IoT Edge’s modules in one write', () => {
    state.configurations.set(configuration("tags.site = 'north'"));
    journal.writes.length = 0;
    state.identityChanges.write('edge', { change: { iotEdge: true } }, twin);
    expect(journal.writes).toHaveLength(1);
    for (const hub of [state, restarted()]) {
      expect(hub.registry.family('edge')).toEqual(['edge', 'edge/$edgeAgent', 'edge/$edgeHub']);
      expect(hub.twin('edge')).toMatchObject({
        tags: { site: 'north' },
        desired: { a: 1, interval: 5 },
      });
      expect(hub.twins.get('edge').configuration).toEqual({ id: 'c1', generation: '1' });
    }
  });

  it('is not made when that cannot be kept, and can be made later', () => {
    journal.isFull = true;
    const write = () => state.identityChanges.write('edge', { change: { iotEdge: true } }, twin);
    expect(write).toThrow(unavailable);
    expect([state.registry.list(), restarted().registry.list()]).toEqual([[], []]);
    expect(state.twins.get('edge').tags).toEqual({});
    journal.isFull = false;
    write();
    expect(state.registry.family('edge')).toHaveLength(3);
  });

  it('is not made, or changed, when its twin may not be', () => {
    const invalid = expect.objectContaining({ code: 'PNP_HUB_TWIN_INVALID' });
    const write = () =>
      state.identityChanges.write('dev1', { change: { enabled: false } }, { tags: { 'a.b': 1 } });
    expect(write).toThrow(invalid);
    expect(state.registry.list()).toEqual([]);
    state.registry.addDevice('dev1');
    expect(write).toThrow(invalid);
    expect(state.registry.get('dev1').enabled).toBe(true);
  });

  it('that is disabled in code is dated, has the configuration for that, and keeps its proof', () => {
    state.configurations.set(configuration("status = 'disabled'"));
    const before = state.registry.addDevice('dev1', { x509: 'ca' });
    clock.advance(1000);
    state.setEnabled('dev1', false);
    const after = { ...before, enabled: false, statusUpdatedTime: clock.now() };
    expect(state.registry.get('dev1')).toEqual({ ...after, etag: expect.any(String) });
    expect(state.twin('dev1').desired).toMatchObject({ interval: 5 });
  });

  it('stays connected when it could not be disabled', () => {
    state.registry.addDevice('dev1');
    const link = new RecordingLink();
    state.attach({ target: 'dev1', protocol: 'mqtt', cleanSession: true }, link);
    journal.isFull = true;
    expect(() => state.setEnabled('dev1', false)).toThrow(unavailable);
    expect([state.registry.get('dev1').enabled, link.ends]).toEqual([true, []]);
  });

  it('that is a module is not disabled', () => {
    state.registry.addDevice('dev1');
    state.registry.addModule('dev1/mod1');
    expect(() => state.setEnabled('dev1/mod1', false)).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_TARGET_UNFIT' }),
    );
  });
});

describe.each(['remove', 'recreate'] as const)('%s', (verb) => {
  let link: RecordingLink;

  beforeEach(() => {
    state.registry.addDevice('dev1');
    state.registry.addModule('dev1/mod1');
    state.desire('dev1/mod1', { a: 1 });
    link = new RecordingLink();
    state.attach({ target: 'dev1', protocol: 'mqtt', cleanSession: false }, link);
    state.sendToDevice({ target: 'dev1', messageId: 'm1', properties: {}, body: BODY });
    journal.writes.length = 0;
  });

  it('is one write', () => {
    state[verb]('dev1');
    expect(journal.writes).toHaveLength(1);
    expect(link.ends).toEqual(['removed']);
    expect(state.outbox.pending('dev1')).toBe(0);
    for (const kind of ['twin', 'session', 'message', 'delivery'] as const) {
      expect([...journal.entries(kind)]).toEqual([]);
    }
    expect(restarted().registry.list()).toEqual(state.registry.list());
  });

  it('changes nothing when it cannot be kept', () => {
    const before = state.registry.list();
    journal.isFull = true;
    expect(() => state[verb]('dev1')).toThrow(unavailable);
    expect(new Set(state.registry.list())).toEqual(new Set(before));
    expect(state.twin('dev1/mod1').desired).toEqual({ a: 1, $version: 2 });
    expect([state.connections.isConnected('dev1'), link.ends]).toEqual([true, []]);
    expect(state.pendingMessages('dev1')).toBe(1);
  });
});

it('what is made again has the configuration that is for it, of a device for its modules too', () => {
  const modulesContent = { mod1: { 'properties.desired.interval': 5 } };
  state.registry.addDevice('edge', {}, { iotEdge: true });
  state.registry.addModule('edge/mod1');
  state.configurations.set({ ...configuration('*'), content: { modulesContent } });
  for (const target of ['edge', 'edge/mod1']) {
    state.desire('edge/mod1', { interval: 6 });
    state.recreate(target);
    expect(state.twin('edge/mod1').desired).toEqual({ interval: 5, $version: 2 });
  }
});
