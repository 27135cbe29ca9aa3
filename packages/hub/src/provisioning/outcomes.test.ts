import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { fillableJournal, type FillableJournal } from '../../test/fillable-journal.js';
import { nextEvent } from '../../test/next-event.js';
import { sasToken } from '../../test/sas-token.js';
import type { Configuration } from '../state/configuration.js';
import { HubState } from '../state/hub-state.js';
import type { Allocation } from './allocation.js';
import type { DpsAnswer } from './dps-error.js';
import type { EnrolmentOptions } from './enrolment.js';
import { Provisioning } from './provisioning.js';
import { targetHub } from './target-hub.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const unavailable = expect.objectContaining({ code: 'PNP_HUB_STATE_UNAVAILABLE' });
const initialTwin = { tags: { site: 'north' }, desired: { a: 1 } };

let clock: FakeClock;
let journal: FillableJournal;
let state: HubState;
let there: HubState;
let provisioning: Provisioning;

beforeEach(() => {
  clock = new FakeClock();
  journal = fillableJournal();
  state = new HubState(clock, journal);
  there = new HubState(clock);
  const named = (of: HubState, name: string) =>
    targetHub(
      of,
      () => name,
      (other) => other === name,
    );
  provisioning = new Provisioning({ state, here: named(state, 'here') });
  provisioning.link(named(there, 'there'));
  provisioning.faults.pace({ polls: 0 });
});

function enrol(options: EnrolmentOptions): void {
  provisioning.enrolments.put('dev1', { symmetricKey: { primaryKey: KEY }, ...options });
}

function register(): DpsAnswer {
  const { idScope } = provisioning;
  const sr = `${idScope}/registrations/dev1`;
  const token = sasToken({ sr, key: KEY, expiresAt: clock.now() + 1000 });
  return provisioning.register({ idScope, registrationId: 'dev1', token }, null);
}

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

describe('when nothing can be kept', () => {
  it('a device is not made, is told nothing final, and has its twin the next time', () => {
    enrol({ initialTwin });
    journal.isFull = true;
    expect(register).toThrow(unavailable);
    expect([state.registry.list(), provisioning.registrations.list()]).toEqual([[], []]);
    journal.isFull = false;
    journal.writes.length = 0;
    expect(register().body['status']).toBe('assigned');
    expect(state.twin('dev1')).toMatchObject(initialTwin);
    expect(journal.writes).toHaveLength(1);
  });

  it('an enrolment stays with its registration', () => {
    enrol({});
    register();
    journal.isFull = true;
    expect(() => provisioning.removeEnrolment('dev1')).toThrow(unavailable);
    expect(provisioning.enrolments.find('dev1')).toBeDefined();
    expect(provisioning.registrations.find('dev1')).toBeDefined();
  });
});

describe('an allocation in code', () => {
  let answer: (allocation: Allocation) => void;

  beforeEach(() => {
    enrol({ allocationPolicy: 'custom' });
    provisioning.allocate = () => new Promise((resolve) => (answer = resolve));
  });

  it('whose twin no hub takes makes no device; the next one does, with its twin', async () => {
    const events = state.log.open((event) => event);
    register();
    answer({ initialTwin: { tags: { 'a.b': 1 } } });
    await nextEvent(events, 'refused');
    expect(provisioning.registrations.find('dev1')?.status).toBe('failed');
    expect(state.registry.find('dev1')).toBeUndefined();
    register();
    answer({ initialTwin });
    await nextEvent(events, 'provisioned');
    expect(state.twin('dev1')).toMatchObject(initialTwin);
  });

  it.each([
    ['was removed', 'registration-unknown', () => provisioning.removeEnrolment('dev1')],
    ['was disabled', 'registration-disabled', () => enrol({ enabled: false })],
  ])('makes nothing when the enrolment %s meanwhile', async (_what, reason, change) => {
    provisioning.removeGroup('default');
    const events = state.log.open((event) => event);
    register();
    change();
    answer({});
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason });
    expect([state.registry.list(), provisioning.registrations.list()]).toEqual([[], []]);
  });

  it('that takes longer than the token is good is heard', async () => {
    const events = state.log.open((event) => event);
    register();
    clock.advance(2000);
    answer({});
    await nextEvent(events, 'provisioned');
    expect(state.registry.find('dev1')).toBeDefined();
  });
});

describe('a device', () => {
  it('that is an IoT Edge device has the modules of one, also when it was there', () => {
    state.registry.addDevice('dev1');
    enrol({ iotEdge: true });
    register();
    expect(state.registry.family('dev1')).toEqual(['dev1', 'dev1/$edgeAgent', 'dev1/$edgeHub']);
  });

  it('has the configuration that is for its first twin, on top of that', () => {
    state.configurations.set(configuration("tags.site = 'north'"));
    enrol({ initialTwin });
    register();
    expect(state.twin('dev1').desired).toEqual({ a: 1, interval: 5, $version: 3 });
  });

  it('that moves with its twin has the configurations of its new hub alone', () => {
    state.configurations.set(configuration('*'));
    enrol({ initialTwin });
    register();
    enrol({ iotHubHostName: 'there' });
    register();
    expect(there.twins.get('dev1').configuration).toBeUndefined();
    expect(there.twin('dev1')).toMatchObject({ ...initialTwin, desired: { a: 1, interval: 5 } });
    expect(state.registry.find('dev1')).toBeUndefined();
    there.configurations.set({ ...configuration('*'), id: 'c2' });
    expect(there.twins.get('dev1').configuration?.id).toBe('c2');
  });
});
