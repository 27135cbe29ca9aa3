import { startHub, type Hub, type HubEvent } from '@iotpnp/hub';
import { Message } from 'azure-iot-device';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { next } from '../support/on-hub.js';
import { makeAuthority, makeDevice } from '../support/device-certificates.js';
import { connect, register, type Credentials } from '../support/provisioning-client.js';

const MODEL_ID = 'dtmi:com:example:Thermostat;1';

let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  hub.dps.faults.pace({ retryAfterSeconds: 0 });
  events = hub.events();
});
afterEach(() => hub.close());

/** Registers, connects with what came out, and sends telemetry that arrives at the hub. */
async function provisioned(registrationId: string, credentials: Credentials): Promise<string> {
  const result = await register(hub, { registrationId, credentials });
  expect(result).toMatchObject({ status: 'assigned', assignedHub: hub.hostName });
  await using device = await connect(hub.ca, result, credentials);
  await device.client.sendEvent(new Message('{"temperature":21}'));
  const { telemetry, deviceId } = await next(events, 'telemetry');
  expect(telemetry.raw.toString()).toBe('{"temperature":21}');
  return deviceId;
}

function groupCredentials(registrationId: string): { readonly symmetricKey: string } {
  return { symmetricKey: hub.dps.deviceKey('default', registrationId) };
}

async function keysOf(registrationId: string, options = {}): Promise<[Credentials, Credentials]> {
  const { attestation } = await hub.dps.addEnrolment(registrationId, options);
  if (attestation.type !== 'symmetricKey') throw new Error('no keys');
  return [{ symmetricKey: attestation.primaryKey }, { symmetricKey: attestation.secondaryKey }];
}

describe('a device with a symmetric key', () => {
  it('registers by its own enrolment, with either key, and connects to its hub with it', async () => {
    const [credentials, second] = await keysOf('dev1', { deviceId: 'pump' });
    expect(await provisioned('dev1', credentials)).toBe('pump');
    const result = await register(hub, { registrationId: 'dev1', credentials: second });
    expect(result).toMatchObject({
      deviceId: 'pump',
      substatus: 'reprovisionedToInitialAssignment',
    });
    await using _device = await connect(hub.ca, result, second);
  });

  it('registers by the group there always is, with a key derived from its', async () => {
    expect(await provisioned('dev2', groupCredentials('dev2'))).toBe('dev2');
    expect(hub.dps.registrations()).toMatchObject([{ registrationId: 'dev2', groupId: 'default' }]);
  });

  it('says its model, and the event of it does', async () => {
    const payload = { modelId: MODEL_ID, serial: 17 };
    const credentials = groupCredentials('dev1');
    await register(hub, { registrationId: 'dev1', credentials, payload });
    expect(await next(events, 'provisioned')).toMatchObject({
      deviceId: 'dev1',
      registrationId: 'dev1',
      groupId: 'default',
      hub: hub.hostName,
      modelId: MODEL_ID,
      substatus: 'initialAssignment',
    });
    expect(hub.dps.registrations()[0]).toMatchObject({ modelId: MODEL_ID, payload });
  });

  it('begins with the twin its enrolment has for it', async () => {
    const initialTwin = { tags: { site: 'north' }, desired: { interval: 5 } };
    const [credentials] = await keysOf('dev1', { initialTwin, iotEdge: true });
    const result = await register(hub, { registrationId: 'dev1', credentials });
    await using device = await connect(hub.ca, result, credentials);
    const twin = await device.client.getTwin();
    expect(twin.properties.desired).toMatchObject({ interval: 5 });
  });
});

describe('a device is refused', () => {
  it('with another key', async () => {
    await hub.dps.addEnrolment('dev1');
    const credentials = { symmetricKey: Buffer.alloc(32).toString('base64') };
    await expect(register(hub, { registrationId: 'dev1', credentials })).rejects.toThrow(
      'Not authorized',
    );
    const refused = { deviceId: 'dev1', reason: 'signature-mismatch' };
    expect(await next(events, 'refused')).toMatchObject(refused);
  });

  it('with another id scope', async () => {
    const credentials = groupCredentials('dev1');
    const registering = { registrationId: 'dev1', credentials, idScope: '0ne00FFFFFF' };
    await expect(register(hub, registering)).rejects.toThrow('Not authorized');
    expect(await next(events, 'refused')).toMatchObject({ reason: 'registration-unknown' });
  });

  it('when nobody knows it', async () => {
    await hub.dps.removeEnrolmentGroup('default');
    const credentials = { symmetricKey: Buffer.alloc(32).toString('base64') };
    await expect(register(hub, { registrationId: 'dev1', credentials })).rejects.toThrow(
      'Not authorized',
    );
    expect(await next(events, 'refused')).toMatchObject({ reason: 'registration-unknown' });
  });

  it('when its own enrolment is disabled, though its group would let it in', async () => {
    const credentials = groupCredentials('dev1');
    const symmetricKey = { primaryKey: credentials.symmetricKey };
    await hub.dps.addEnrolment('dev1', { symmetricKey, enabled: false });
    const refused = register(hub, { registrationId: 'dev1', credentials });
    await expect(refused).rejects.toMatchObject({
      name: 'UnauthorizedError',
      result: { errorCode: 401002, trackingId: expect.any(String) },
    });
    expect(await next(events, 'refused')).toMatchObject({ reason: 'registration-disabled' });
    await hub.dps.setEnabled('dev1', true);
    expect(await provisioned('dev1', credentials)).toBe('dev1');
  });

  it('when its registration fails', async () => {
    hub.dps.faults.fail('dev1');
    const registering = { registrationId: 'dev1', credentials: groupCredentials('dev1') };
    await expect(register(hub, registering)).rejects.toMatchObject({
      name: 'ProvisioningRegistrationFailedError',
      result: { registrationState: { status: 'failed', errorMessage: 'failed, as a fault' } },
    });
    expect(hub.dps.registrations()).toMatchObject([{ status: 'failed' }]);
    expect(await register(hub, registering)).toMatchObject({ status: 'assigned' });
  });
});

it('a device registers over WebSockets, with a key or a certificate', async () => {
  const overWebSockets = true;
  const credentials = groupCredentials('dev1');
  const first = await register(hub, { registrationId: 'dev1', credentials, overWebSockets });
  expect(first).toMatchObject({ status: 'assigned', deviceId: 'dev1' });
  const x509 = await makeDevice('dev2');
  await hub.dps.addEnrolment('dev2', { x509: { primary: x509.certificate } });
  const shown = { registrationId: 'dev2', credentials: { x509 }, overWebSockets };
  expect(await register(hub, shown)).toMatchObject({ status: 'assigned', deviceId: 'dev2' });
});

it('a throttled device asks again', async () => {
  hub.dps.faults.throttle(2, 0);
  expect(await provisioned('dev1', groupCredentials('dev1'))).toBe('dev1');
});

describe('an allocation in code', () => {
  beforeEach(() => hub.dps.addEnrolmentGroup('default', { allocationPolicy: 'custom' }));

  it('names the device, gives it a twin and tells it something', async () => {
    hub.dps.allocate = async ({ registrationId, modelId, iotHubs }) => ({
      deviceId: `${registrationId}-of-${iotHubs.length}`,
      initialTwin: { desired: { model: modelId ?? null } },
      payload: { region: 'north' },
    });
    const credentials = groupCredentials('dev1');
    const payload = { modelId: MODEL_ID };
    const result = await register(hub, { registrationId: 'dev1', credentials, payload });
    expect(result).toMatchObject({ deviceId: 'dev1-of-1', payload: { region: 'north' } });
    expect(hub.twin('dev1-of-1').desired).toMatchObject({ model: MODEL_ID });
    await using _device = await connect(hub.ca, result, credentials);
  });

  it.each([
    ['is not there', undefined, /there is no hub.dps.allocate/],
    [
      'throws',
      () => {
        throw new Error('not this one');
      },
      /not this one/,
    ],
    ['names no device', () => ({ deviceId: 'a b' }), /"a b" is no device id/],
  ])('that %s fails the registration', async (_what, allocate, message) => {
    hub.dps.allocate = allocate;
    const registering = { registrationId: 'dev1', credentials: groupCredentials('dev1') };
    await expect(register(hub, registering)).rejects.toMatchObject({
      result: {
        registrationState: { status: 'failed', errorMessage: expect.stringMatching(message) },
      },
    });
  });
});

describe('a device that is moved to another hub', () => {
  let other: Hub;

  beforeEach(async () => {
    other = await startHub({ port: 0 });
    hub.dps.linkHub(other);
  });
  afterEach(() => other.close());

  it('is told so, finds its twin there, and is gone from where it was', async () => {
    const credentials = groupCredentials('dev1');
    const first = await register(hub, { registrationId: 'dev1', credentials });
    hub.desire('dev1', { interval: 7 });
    await using _before = await connect(hub.ca, first, credentials);
    await hub.dps.addEnrolmentGroup('default', { iotHubs: [other.hostName] });
    const second = await register(hub, { registrationId: 'dev1', credentials });
    expect(second).toMatchObject({
      assignedHub: other.hostName,
      deviceId: 'dev1',
      substatus: 'deviceDataMigrated',
    });
    expect(other.twin('dev1').desired).toMatchObject({ interval: 7 });
    expect(() => hub.twin('dev1')).toThrow('no device "dev1"');
    expect(await next(events, 'disconnected')).toMatchObject({ reason: 'removed' });
    await using _device = await connect(other.ca, second, credentials);
  });

  it('begins anew there, when its data is not to move', async () => {
    const reprovisionPolicy = { migrateDeviceData: false };
    await hub.dps.addEnrolmentGroup('default', { reprovisionPolicy });
    const credentials = groupCredentials('dev1');
    await register(hub, { registrationId: 'dev1', credentials });
    hub.desire('dev1', { interval: 7 });
    await hub.dps.addEnrolmentGroup('default', { iotHubs: [other.hostName] });
    const result = await register(hub, { registrationId: 'dev1', credentials });
    expect(result).toMatchObject({ substatus: 'deviceDataReset' });
    expect(other.twin('dev1').desired).toEqual({ $version: 1 });
  });

  it('stays, when its hub is not to be chosen anew', async () => {
    const reprovisionPolicy = { updateHubAssignment: false };
    await hub.dps.addEnrolmentGroup('default', { reprovisionPolicy });
    const credentials = groupCredentials('dev1');
    await register(hub, { registrationId: 'dev1', credentials });
    await hub.dps.addEnrolmentGroup('default', { iotHubs: [other.hostName] });
    const result = await register(hub, { registrationId: 'dev1', credentials });
    expect(result).toMatchObject({ assignedHub: hub.hostName });
  });

  it('is only told the name of a hub that is elsewhere', async () => {
    const [credentials] = await keysOf('dev1', { iotHubHostName: 'other.azure-devices.net' });
    const result = await register(hub, { registrationId: 'dev1', credentials });
    expect(result).toMatchObject({ assignedHub: 'other.azure-devices.net', deviceId: 'dev1' });
    expect(() => hub.twin('dev1')).toThrow('no device "dev1"');
  });
});

describe('a device with a certificate', () => {
  it('registers by its own enrolment, with either certificate', async () => {
    const [first, second] = await Promise.all([makeDevice('dev1'), makeDevice('dev1')]);
    const x509 = { primary: first.certificate, secondary: second.certificate };
    await hub.dps.addEnrolment('dev1', { x509 });
    expect(await provisioned('dev1', { x509: first })).toBe('dev1');
    expect(await provisioned('dev1', { x509: second })).toBe('dev1');
    const third = await makeDevice('dev1');
    const refused = register(hub, { registrationId: 'dev1', credentials: { x509: third } });
    await expect(refused).rejects.toMatchObject({
      name: 'UnauthorizedError',
      result: { errorCode: 401002, message: 'Invalid certificate.' },
    });
  });

  it('registers by a group of its root, and by one of the intermediate', async () => {
    const root = await makeAuthority('root');
    const intermediate = await makeAuthority('intermediate', { issuedBy: root });
    const x509 = await makeDevice('dev1', { issuedBy: intermediate });
    await hub.dps.addEnrolmentGroup('ours', { x509: { primary: root.certificate } });
    expect(await provisioned('dev1', { x509 })).toBe('dev1');
    const primary = Buffer.from(intermediate.certificate).toString('base64');
    await hub.dps.addEnrolmentGroup('ours', { x509: { primary } });
    const alone = { ...x509, chain: x509.certificate };
    expect(await provisioned('dev1', { x509: alone })).toBe('dev1');
  });

  it('registers again with a new certificate, and connects with that alone', async () => {
    const root = await makeAuthority('root');
    await hub.dps.addEnrolmentGroup('ours', { x509: { primary: root.certificate } });
    const [old, renewed] = await Promise.all(
      [root, root].map((issuedBy) => makeDevice('dev1', { issuedBy })),
    );
    if (old === undefined || renewed === undefined) throw new Error('no certificates');
    await provisioned('dev1', { x509: old });
    await provisioned('dev1', { x509: renewed });
    const assigned = { assignedHub: hub.hostName, deviceId: 'dev1' };
    await expect(connect(hub.ca, assigned, { x509: old })).rejects.toThrow('Not authorized');
  });

  it.each([
    ['of another name', 'dev2', {}],
    ['that has expired', 'dev1', { validTo: new Date(Date.now() - 3_600_000) }],
  ])('is refused with a certificate %s', async (_what, commonName, validity) => {
    const root = await makeAuthority('root');
    await hub.dps.addEnrolmentGroup('ours', { x509: { primary: root.certificate } });
    const x509 = await makeDevice(commonName, { issuedBy: root, ...validity });
    const refused = register(hub, { registrationId: 'dev1', credentials: { x509 } });
    await expect(refused).rejects.toMatchObject({ name: 'UnauthorizedError' });
    expect(await next(events, 'refused')).toMatchObject({ reason: 'certificate-invalid' });
  });

  it('is refused with a certificate of an authority nobody knows', async () => {
    const known = await makeAuthority('root');
    const stranger = await makeAuthority('root');
    await hub.dps.addEnrolmentGroup('ours', { x509: { primary: known.certificate } });
    const x509 = await makeDevice('dev1', { issuedBy: stranger });
    const refused = register(hub, { registrationId: 'dev1', credentials: { x509 } });
    await expect(refused).rejects.toMatchObject({ name: 'UnauthorizedError' });
  });
});
