import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { fillableJournal } from '../../test/fillable-journal.js';
import { nextEvent } from '../../test/next-event.js';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { sasToken } from '../../test/sas-token.js';
import { startHub } from '../start-hub.js';
import { HubState } from '../state/hub-state.js';
import { deriveKey } from './derive-key.js';
import type { EnrolmentGroupOptions } from './enrolment.js';
import { Provisioning } from './provisioning.js';
import type { Registration } from './registration.js';
import { targetHub, type TargetHub } from './target-hub.js';

const KEY = Buffer.alloc(32, 1).toString('base64');

let clock: FakeClock;
let state: HubState;
let provisioning: Provisioning;

function namedHub(of: HubState, name: string): TargetHub {
  return targetHub(
    of,
    () => name,
    (other) => other === name,
  );
}

beforeEach(() => {
  clock = new FakeClock();
  state = new HubState(clock);
  provisioning = new Provisioning({ state, here: namedHub(state, 'here') });
  provisioning.faults.pace({ polls: 0 });
});

/** Registers a device of the group `default`; what became of it. */
function register(registrationId: string, body: object | null = null): Registration | undefined {
  const attestation = provisioning.groups.get('default').attestation;
  if (attestation.type !== 'symmetricKey') throw new Error('no key');
  const token = sasToken({
    sr: `${provisioning.idScope}/registrations/${registrationId}`,
    key: deriveKey(attestation.primaryKey, registrationId),
    expiresAt: clock.now() + 1000,
  });
  provisioning.register({ idScope: provisioning.idScope, registrationId, token }, body as never);
  return provisioning.registrations.find(registrationId);
}

function group(options: EnrolmentGroupOptions): void {
  provisioning.groups.put('default', options);
}

describe('a hub is chosen', () => {
  const iotHubs = ['a.example', 'b.example', 'c.example'];
  const ids = Array.from({ length: 300 }, (_, at) => `dev${at}`);

  it('by a hash of the registration id, the same each time, and each hub has its share', () => {
    group({ iotHubs });
    const chosen = ids.map((id) => register(id)?.hub);
    expect(ids.map((id) => register(id)?.hub)).toEqual(chosen);
    const shares = iotHubs.map((hub) => chosen.filter((each) => each === hub).length);
    expect(Math.min(...shares)).toBeGreaterThan(50);
  });

  it('as the first there is when the policy is static', () => {
    group({ iotHubs, allocationPolicy: 'static' });
    expect(new Set(ids.map((id) => register(id)?.hub))).toEqual(new Set(['a.example']));
  });

  it('as the one that is named, whatever else is', () => {
    group({ iotHubs, iotHubHostName: 'd.example' });
    expect(register('dev1')?.hub).toBe('d.example');
  });
});

describe('a device', () => {
  it('that moves to an allocated name keeps its twin and loses its old name', async () => {
    register('dev1');
    state.desire('dev1', { interval: 5 });
    group({ allocationPolicy: 'custom' });
    provisioning.allocate = () => ({ deviceId: 'pump' });
    const events = state.log.open((event) => event);
    register('dev1');
    await nextEvent(events, 'provisioned');
    expect(state.twin('pump').desired).toMatchObject({ interval: 5 });
    expect(state.registry.find('dev1')).toBeUndefined();
  });

  it.each(['dev1/mod1', '/', 'with space', 'x'.repeat(129)])(
    'is not called %j',
    async (deviceId) => {
      state.registry.addDevice('dev1');
      const { primaryKey } = state.registry.addModule('dev1/mod1');
      expect(() => provisioning.enrolments.put('r1', { deviceId })).toThrow(
        expect.objectContaining({ code: 'PNP_HUB_ENROLMENT_INVALID' }),
      );
      const events = state.log.open((event) => event);
      group({ allocationPolicy: 'custom', iotHubHostName: 'elsewhere.example' });
      provisioning.allocate = () => ({ deviceId });
      register('r1');
      await nextEvent(events, 'refused');
      expect(provisioning.registrations.find('r1')?.status).toBe('failed');
      expect(state.registry.get('dev1/mod1').primaryKey).toBe(primaryKey);
    },
  );

  it.each(['dev1/mod1', 'x'.repeat(3000), 'ends.'])(
    'does not register as %j, which is no registration id',
    async (registrationId) => {
      const events = state.log.open((event) => event);
      state.registry.addDevice('dev1');
      const { primaryKey } = state.registry.addModule('dev1/mod1');
      expect(register(registrationId)).toBeUndefined();
      expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'registration-unknown' });
      expect(state.registry.get('dev1/mod1').primaryKey).toBe(primaryKey);
    },
  );

  it('is not given the name of another registration', () => {
    provisioning.enrolments.put('dev2', { deviceId: 'dev1', symmetricKey: { primaryKey: KEY } });
    register('dev1');
    const token = sasToken({
      sr: `${provisioning.idScope}/registrations/dev2`,
      key: KEY,
      expiresAt: clock.now() + 1000,
    });
    const registrant = { idScope: provisioning.idScope, registrationId: 'dev2', token };
    const { body } = provisioning.register(registrant, null);
    expect(body['registrationState']).toMatchObject({
      status: 'failed',
      errorMessage: 'the device id dev1 is that of another registration',
    });
  });

  it('is made again at its hub when it was removed there, with the twin of its enrolment', () => {
    group({ initialTwin: { desired: { interval: 9 } } });
    register('dev1');
    state.remove('dev1');
    expect(register('dev1')?.substatus).toBe('reprovisionedToInitialAssignment');
    expect(state.twin('dev1').desired).toMatchObject({ interval: 9 });
  });

  it('keeps its twin when it registers again', () => {
    group({ initialTwin: { desired: { interval: 9 } } });
    register('dev1');
    state.desire('dev1', { interval: 1 });
    register('dev1');
    expect(state.twin('dev1').desired).toMatchObject({ interval: 1 });
  });

  it('has the same registration in other letters', () => {
    register('dev1');
    expect(provisioning.registrations.find('DEV1')?.deviceId).toBe('dev1');
  });

  it('whose registration fails is still where it was', () => {
    register('dev1');
    provisioning.faults.fail('dev1');
    expect(register('dev1')).toMatchObject({ status: 'failed', hub: 'here', deviceId: 'dev1' });
    expect(state.registry.find('dev1')).toBeDefined();
    group({ iotHubs: ['there'] });
    expect(register('dev1')).toMatchObject({ status: 'assigned', hub: 'there' });
    expect(state.registry.find('dev1')).toBeUndefined();
  });
});

describe('an enrolment', () => {
  it('keeps its keys and terms when something else of it changes', () => {
    const made = provisioning.enrolments.put('dev1', { deviceId: 'pump', iotEdge: true });
    clock.advance(1000);
    const changed = provisioning.enrolments.put('DEV1', { iotHubs: ['there'] });
    expect(changed).toEqual({
      ...made,
      iotHubs: ['there'],
      etag: changed.etag,
      updatedAt: made.createdAt + 1000,
    });
    expect(changed.etag).not.toBe(made.etag);
  });

  it.each(['', 'a b', 'a/b', 'ends.', 'a'.repeat(129)])('has no id like %j', (id) => {
    expect(() => provisioning.enrolments.put(id, {})).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_ENROLMENT_INVALID' }),
    );
  });

  it('has no twin that a hub would not take', () => {
    const initialTwin = { desired: { 'a.b': 1 } };
    expect(() => provisioning.enrolments.put('dev1', { initialTwin })).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_TWIN_INVALID' }),
    );
    expect(provisioning.enrolments.find('dev1')).toBeUndefined();
  });

  it('takes its registration with it, and the device stays', () => {
    register('dev1');
    provisioning.removeGroup('default');
    expect(provisioning.registrations.list()).toEqual([]);
    expect(state.registry.find('dev1')).toBeDefined();
  });
});

it('all of it outlives a hub with a data folder, whatever its next port', async () => {
  await using folder = await temporaryFolder();
  const options = { port: 0, dataDir: folder.path, clock };
  const first = await startHub(options);
  await first.dps.addEnrolment('dev1', { deviceId: 'pump' });
  await first.dps.removeEnrolmentGroup('default');
  const { idScope, serviceConnectionString } = first.dps;
  const enrolments = first.dps.enrolments();
  await first.close();
  const second = await startHub(options);
  expect(second.dps.idScope).toBe(idScope);
  expect(second.dps.enrolments()).toEqual(enrolments);
  expect(second.dps.enrolmentGroups()).toEqual([]);
  expect(second.dps.groupKey).toBeUndefined();
  const keyOf = (text: string): string | undefined => /SharedAccessKey=.*/u.exec(text)?.[0];
  expect(keyOf(second.dps.serviceConnectionString)).toBe(keyOf(serviceConnectionString));
  await second.close();
});

it('a device assigned to this hub stays so when its port is another', () => {
  const journal = fillableJournal();
  for (const name of ['here:1', 'here:2']) {
    state = new HubState(clock, journal);
    provisioning = new Provisioning({ state, here: namedHub(state, name) });
    provisioning.faults.pace({ polls: 0 });
    if (name === 'here:1') register('dev1');
  }
  expect(provisioning.registrations.find('dev1')?.hub).toBe('here:2');
  expect(register('dev1')?.substatus).toBe('reprovisionedToInitialAssignment');
});
