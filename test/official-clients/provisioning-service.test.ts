import { startHub, type Hub } from '@iotpnp/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeAuthority, makeDevice, thumbprintsOf } from '../support/device-certificates.js';
import { register } from '../support/provisioning-client.js';
import { runProvisioningService } from '../support/provisioning-service.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const SECOND = Buffer.alloc(32, 2).toString('base64');

let hub: Hub;

beforeEach(async () => {
  hub = await startHub({ port: 0 });
  hub.dps.faults.pace({ retryAfterSeconds: 0 });
});
afterEach(() => hub.close());

describe("azure-iot-provisioning-service's client", () => {
  it('makes, reads, changes and deletes an enrolment, by its entity tag', async () => {
    const [made, conflict, read, changed, stale, mechanism, deleted, gone] =
      await runProvisioningService(
        hub,
        `
        const enrolment = {
          registrationId: 'dev1',
          deviceId: 'pump',
          attestation: {
            type: 'symmetricKey',
            symmetricKey: { primaryKey: input.key, secondaryKey: input.second },
          },
          initialTwin: { tags: { site: 'north' }, properties: { desired: { interval: 5 } } },
          capabilities: { iotEdge: true },
          reprovisionPolicy: { updateHubAssignment: true, migrateDeviceData: false },
          allocationPolicy: 'static',
          iotHubs: ['other.azure-devices.net'],
        };
        const put = (body) => attempt(() => client.createOrUpdateIndividualEnrollment(body));
        const made = await put(enrolment);
        print(made);
        print(await put(enrolment));
        const read = await attempt(() => client.getIndividualEnrollment('dev1'));
        print(read);
        print(await put({ ...read.ok, provisioningStatus: 'disabled', iotHubs: [] }));
        print(await put({ ...made.ok }));
        print(await attempt(() => client.getIndividualEnrollmentAttestationMechanism('dev1')));
        print(await attempt(() => client.deleteIndividualEnrollment('dev1')));
        print(await attempt(() => client.getIndividualEnrollment('dev1')));
        `,
        { key: KEY, second: SECOND },
      );
    const terms = {
      registrationId: 'dev1',
      deviceId: 'pump',
      attestation: { type: 'symmetricKey' },
      initialTwin: { tags: { site: 'north' }, properties: { desired: { interval: 5 } } },
      capabilities: { iotEdge: true },
      reprovisionPolicy: { updateHubAssignment: true, migrateDeviceData: false },
      allocationPolicy: 'static',
      iotHubs: ['other.azure-devices.net'],
      provisioningStatus: 'enabled',
      etag: expect.any(String),
      createdDateTimeUtc: expect.any(String),
      lastUpdatedDateTimeUtc: expect.any(String),
    };
    const symmetricKey = { primaryKey: KEY, secondaryKey: SECOND };
    const attestation = { type: 'symmetricKey', symmetricKey };
    expect(made).toEqual({ ok: { ...terms, attestation } });
    expect(conflict).toMatchObject({ error: 'DeviceAlreadyExistsError', status: 409 });
    expect(read).toEqual({ ok: terms });
    const { iotHubs: _none, ...without } = terms;
    expect(changed).toEqual({ ok: { ...without, attestation, provisioningStatus: 'disabled' } });
    expect(stale).toMatchObject({ error: 'InvalidEtagError', status: 412 });
    expect(mechanism).toEqual({
      ok: attestation,
    });
    expect(deleted).toEqual({ ok: null });
    expect(gone).toMatchObject({
      status: 404,
      body: { errorCode: 404201, trackingId: expect.any(String), timestampUtc: expect.any(String) },
    });
    expect(hub.dps.enrolments()).toEqual([]);
  });

  it('answers who makes an enrolment or a group with the keys it made, and who reads it with none', async () => {
    const attestation = { type: 'symmetricKey' };
    const [device, read, group, readGroup] = (await runProvisioningService(
      hub,
      `
      const { attestation } = input;
      print(await attempt(() => client.createOrUpdateIndividualEnrollment({ registrationId: 'made', attestation })));
      print(await attempt(() => client.getIndividualEnrollment('made')));
      print(await attempt(() => client.createOrUpdateEnrollmentGroup({ enrollmentGroupId: 'many', attestation })));
      print(await attempt(() => client.getEnrollmentGroup('many')));
      `,
      { attestation },
    )) as { ok: { attestation: unknown } }[];
    const keys = {
      primaryKey: expect.stringMatching(/^.{40,}=$/u) as string,
      secondaryKey: expect.stringMatching(/^.{40,}=$/u) as string,
    };
    expect(device?.ok.attestation).toEqual({ ...attestation, symmetricKey: keys });
    expect(group?.ok.attestation).toEqual({ ...attestation, symmetricKey: keys });
    expect([read?.ok.attestation, readGroup?.ok.attestation]).toEqual([attestation, attestation]);
  });

  it('makes a group of an authority, reads what its certificate says, and changes it by that', async () => {
    const authority = await makeAuthority('ours');
    const [made, changed] = await runProvisioningService(
      hub,
      `
      const put = (body) => attempt(() => client.createOrUpdateEnrollmentGroup(body));
      const signingCertificates = { primary: { certificate: input.certificate } };
      const made = await put({
        enrollmentGroupId: 'ours',
        attestation: { type: 'x509', x509: { signingCertificates } },
      });
      print(made);
      print(await put({ ...made.ok, initialTwin: { tags: { line: 3 }, properties: { desired: {} } } }));
      `,
      { certificate: authority.certificate },
    );
    const { sha1, sha256 } = thumbprintsOf(authority);
    const info = { subjectName: 'CN=ours', issuerName: 'CN=ours', sha1Thumbprint: sha1 };
    expect(made).toMatchObject({
      ok: {
        enrollmentGroupId: 'ours',
        attestation: {
          type: 'x509',
          x509: {
            signingCertificates: { primary: { info: { ...info, sha256Thumbprint: sha256 } } },
          },
        },
        provisioningStatus: 'enabled',
        allocationPolicy: 'hashed',
      },
    });
    expect(changed).toMatchObject({ ok: { initialTwin: { tags: { line: 3 } } } });
    const x509 = await makeDevice('dev1', { issuedBy: authority });
    const result = await register(hub, { registrationId: 'dev1', credentials: { x509 } });
    expect(result).toMatchObject({ status: 'assigned' });
  });

  it('lists enrolments, groups and the registrations of a group, page by page', async () => {
    for (const id of ['a', 'b', 'c']) {
      await hub.dps.addEnrolment(id);
      const registrationId = `in-group-${id}`;
      const credentials = { symmetricKey: hub.dps.deviceKey('default', registrationId) };
      await register(hub, { registrationId, credentials });
    }
    const [enrolments, groups, registrations] = await runProvisioningService(
      hub,
      `
      const all = async (query) => {
        const pages = [];
        // Without a callback it begins anew each time.
        const next = () => new Promise((resolve, reject) =>
          query.next((error, rows) => error ? reject(error) : resolve(rows)));
        while (query.hasMoreResults) pages.push(await next());
        return pages;
      };
      const specification = { query: 'SELECT * FROM enrollments' };
      print(await all(client.createIndividualEnrollmentQuery(specification, 2)));
      print(await all(client.createEnrollmentGroupQuery({ query: 'SELECT *' }, 2)));
      print(await all(client.createEnrollmentGroupDeviceRegistrationStateQuery(
        { query: 'SELECT *' }, 'default', 2)));
      `,
    );
    const named = (registrationId: string) => expect.objectContaining({ registrationId });
    expect(enrolments).toEqual([[named('a'), named('b')], [named('c')]]);
    expect(groups).toEqual([[expect.objectContaining({ enrollmentGroupId: 'default' })]]);
    expect(registrations).toEqual([
      [named('in-group-a'), named('in-group-b')],
      [named('in-group-c')],
    ]);
  });

  it('makes and deletes several enrolments at once, each on its own', async () => {
    await hub.dps.addEnrolment('b');
    const [made, deleted] = await runProvisioningService(
      hub,
      `
      const run = (operation) => new Promise((resolve, reject) =>
        client.runBulkEnrollmentOperation(operation, (error, result) =>
          error ? reject(error) : resolve(result)));
      const enrollments = ['a', 'b'].map((registrationId) =>
        ({ registrationId, attestation: { type: 'symmetricKey' } }));
      print(await run({ mode: 'create', enrollments }));
      print(await run({ mode: 'delete', enrollments }));
      `,
    );
    expect(made).toEqual({
      isSuccessful: false,
      errors: [{ registrationId: 'b', errorCode: 409201, errorStatus: expect.any(String) }],
    });
    expect(deleted).toEqual({ isSuccessful: true, errors: [] });
    expect(hub.dps.enrolments()).toEqual([]);
  });

  it('reads and deletes what became of a device', async () => {
    const credentials = { symmetricKey: hub.dps.deviceKey('default', 'dev1') };
    await register(hub, { registrationId: 'dev1', credentials });
    const [read, deleted, gone] = await runProvisioningService(
      hub,
      `
      print(await attempt(() => client.getDeviceRegistrationState('dev1')));
      print(await attempt(() => client.deleteDeviceRegistrationState('dev1')));
      print(await attempt(() => client.getDeviceRegistrationState('dev1')));
      `,
    );
    expect(read).toMatchObject({
      ok: {
        registrationId: 'dev1',
        deviceId: 'dev1',
        assignedHub: hub.hostName,
        status: 'assigned',
        symmetricKey: { enrollmentGroupId: 'default' },
      },
    });
    expect(deleted).toEqual({ ok: null });
    expect(gone).toMatchObject({ status: 404 });
    const again = await register(hub, { registrationId: 'dev1', credentials });
    expect(again).toMatchObject({ substatus: 'initialAssignment' });
  });

  it.each([
    ['a TPM', { type: 'tpm', tpm: { endorsementKey: 'AAAA' } }, /TPM/],
    ['no attestation', undefined, /symmetricKey or x509/],
    [
      'a key too short',
      { type: 'symmetricKey', symmetricKey: { primaryKey: 'AA==' } },
      /device key/,
    ],
    [
      'a certificate that is none',
      { type: 'x509', x509: { clientCertificates: { primary: { certificate: 'AAAA' } } } },
      /no certificate/,
    ],
  ])('is refused with %s', async (_what, attestation, message) => {
    const [refused] = await runProvisioningService(
      hub,
      `
      print(await attempt(() => client.createOrUpdateIndividualEnrollment(
        { registrationId: 'dev1', attestation: input.attestation })));
      `,
      { attestation },
    );
    expect(refused).toMatchObject({
      error: 'ArgumentError',
      status: 400,
      body: { errorCode: 400004, message: expect.stringMatching(message) },
    });
    expect(hub.dps.enrolments()).toEqual([]);
  });

  it('is refused with the connection string of the hub', async () => {
    const [refused] = await runProvisioningService(
      hub,
      `
      const other = provisioning.ProvisioningServiceClient.fromConnectionString(input.hub);
      print(await attempt(() => other.getIndividualEnrollment('dev1')));
      `,
      { hub: hub.serviceConnectionString },
    );
    expect(refused).toMatchObject({ error: 'UnauthorizedError', status: 401 });
  });
});
