import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { MqttTestClient } from '../../test/mqtt-test-client.js';
import { nextEvent } from '../../test/next-event.js';
import { sasToken } from '../../test/sas-token.js';
import type { Hub } from '../hub.js';
import { startHub } from '../start-hub.js';

const ANSWERS = '$dps/registrations/res/#';
const REGISTER = '$dps/registrations/PUT/iotdps-register/?$rid=';
const POLL = '$dps/registrations/GET/iotdps-get-operationstatus/?$rid=';

let clock: FakeClock;
let hub: Hub;

beforeEach(async () => {
  clock = new FakeClock();
  hub = await startHub({ port: 0, clock });
});
afterEach(() => hub.close());

function tokenFor(
  registrationId: string,
  sr = `${hub.dps.idScope}/registrations/${registrationId}`,
) {
  const key = hub.dps.deviceKey('default', registrationId);
  return sasToken({ sr, key, expiresAt: clock.now() + 3_600_000 });
}

async function connecting(
  registrationId: string,
  fields: Parameters<MqttTestClient['connect']>[0] = {},
): Promise<[MqttTestClient, number | undefined]> {
  const client = await MqttTestClient.open(hub);
  const { returnCode } = await client.connect({
    key: '',
    clientId: registrationId,
    clean: true,
    username: `${hub.dps.idScope}/registrations/${registrationId}/api-version=2019-03-31`,
    password: Buffer.from(tokenFor(registrationId)),
    ...fields,
  });
  return [client, returnCode];
}

/** A device that was let in and listens. */
async function registering(registrationId = 'dev1'): Promise<MqttTestClient> {
  const [client, returnCode] = await connecting(registrationId);
  expect(returnCode).toBe(0);
  await client.subscribe(ANSWERS);
  return client;
}

async function answer(client: MqttTestClient): Promise<readonly [string, Record<string, unknown>]> {
  const { topic, payload } = await client.expect('publish');
  return [topic, JSON.parse(payload.toString()) as Record<string, unknown>];
}

describe('a registration', () => {
  it('is answered 202, and 200 at the first poll', async () => {
    await using client = await registering();
    client.publish(`${REGISTER}7f`, '{"registrationId":"dev1"}');
    const [accepted, operation] = await answer(client);
    expect(accepted).toBe('$dps/registrations/res/202/?$rid=7f&retry-after=1');
    expect(operation).toEqual({ operationId: expect.any(String), status: 'assigning' });
    client.publish(`${POLL}7f&operationId=${String(operation['operationId'])}`, ' ');
    const [assigned, body] = await answer(client);
    expect(assigned).toBe('$dps/registrations/res/200/?$rid=7f');
    expect(body).toEqual({
      operationId: operation['operationId'],
      status: 'assigned',
      registrationState: {
        symmetricKey: { enrollmentGroupId: 'default' },
        registrationId: 'dev1',
        createdDateTimeUtc: '2030-01-01T00:00:00.000Z',
        assignedHub: hub.hostName,
        deviceId: 'dev1',
        status: 'assigned',
        substatus: 'initialAssignment',
        lastUpdatedDateTimeUtc: '2030-01-01T00:00:00.000Z',
        etag: expect.any(String),
      },
    });
  });

  it('takes as many polls as it was told, and none when that is 0', async () => {
    await using client = await registering();
    hub.dps.faults.pace({ polls: 2, retryAfterSeconds: 3 });
    client.publish(`${REGISTER}1`, '');
    const [accepted, { operationId }] = await answer(client);
    const statuses = [accepted];
    for (const rid of [2, 3]) {
      client.publish(`${POLL}${rid}&operationId=${String(operationId)}`, '');
      statuses.push((await answer(client))[0]);
    }
    expect(statuses).toEqual([
      '$dps/registrations/res/202/?$rid=1&retry-after=3',
      '$dps/registrations/res/202/?$rid=2&retry-after=3',
      '$dps/registrations/res/200/?$rid=3',
    ]);
    hub.dps.faults.pace({ polls: 0 });
    client.publish(`${REGISTER}4`, '');
    expect((await answer(client))[0]).toBe('$dps/registrations/res/200/?$rid=4');
  });

  it.each([
    ['empty', '', 202],
    ['a space', ' ', 202],
    ['an id in other letters', '{"registrationId":"DEV1"}', 202],
    ['another id', '{"registrationId":"dev2"}', 400],
    ['no JSON', '{', 400],
    ['no object', '[]', 400],
    ['a TPM', '{"registrationId":"dev1","tpm":{"endorsementKey":"AA"}}', 400],
  ])('with a body that is %s', async (_what, body, status) => {
    await using client = await registering();
    client.publish(`${REGISTER}1`, body);
    expect((await answer(client))[0]).toMatch(new RegExp(`/res/${status}/`, 'u'));
  });

  it('is acknowledged at QoS 1, and answered with what stood for its request id', async () => {
    await using client = await registering();
    client.publish(REGISTER.replace('?$rid', '?rid'), '', {
      qos: 1,
      messageId: 5,
    });
    expect(await client.expect('puback')).toMatchObject({ messageId: 5 });
    expect((await answer(client))[0]).toBe('$dps/registrations/res/202/?$rid=&retry-after=1');
  });

  it('is answered to nobody who does not listen', async () => {
    await using client = await registering();
    client.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [ANSWERS] });
    await client.expect('unsuback');
    client.publish(`${REGISTER}1`, '');
    expect(await client.settled()).toEqual([]);
    expect(hub.dps.registrations()).toHaveLength(1);
  });

  it('is polled for in vain under another name', async () => {
    await using client = await registering();
    client.publish(`${REGISTER}1`, '');
    await answer(client);
    client.publish(`${POLL}2&operationId=4.0.0`, '');
    const [topic, body] = await answer(client);
    expect(topic).toBe('$dps/registrations/res/404/?$rid=2');
    expect(body).toMatchObject({ errorCode: 404203, message: 'Operation not found.' });
  });

  it.each([401, 404, 409, 500])('is answered %d, as a fault', async (status) => {
    await using client = await registering();
    hub.dps.faults.refuse(status);
    client.publish(`${REGISTER}1`, '');
    const [topic, body] = await answer(client);
    expect(topic).toBe(`$dps/registrations/res/${status}/?$rid=1`);
    expect(body).toEqual({
      errorCode: expect.any(Number),
      trackingId: expect.any(String),
      message: expect.any(String),
      timestampUtc: '2030-01-01T00:00:00.000Z',
    });
  });

  it('is throttled, and told for how long', async () => {
    await using client = await registering();
    hub.dps.faults.throttle(1, 30);
    client.publish(`${REGISTER}1`, '');
    const [topic, body] = await answer(client);
    expect(topic).toBe('$dps/registrations/res/429/?$rid=1&retry-after=30');
    expect(body).toMatchObject({ errorCode: 429001 });
  });

  it('is refused from the moment the enrolment is gone', async () => {
    await using client = await registering();
    await hub.dps.removeEnrolmentGroup('default');
    client.publish(`${REGISTER}1`, '');
    expect((await answer(client))[0]).toBe('$dps/registrations/res/401/?$rid=1');
  });
});

describe('a device is let in', () => {
  it.each([
    ['raw', (scope: string) => `${scope}/registrations/dev1`],
    ['encoded', (scope: string) => `${scope}%2Fregistrations%2Fdev1`],
    ['encoded in small letters', (scope: string) => `${scope}%2fregistrations%2fdev1`],
  ])('with a resource that is %s', async (_what, sr) => {
    const token = tokenFor('dev1', sr(hub.dps.idScope));
    for (const text of [token, `${token}&skn=registration`]) {
      const [client, returnCode] = await connecting('dev1', { password: Buffer.from(text) });
      await using _client = client;
      expect(returnCode).toBe(0);
    }
  });

  it('with a question mark in its user name, and no keep-alive', async () => {
    const username = `${hub.dps.idScope}/registrations/dev1/?api-version=2021-06-01`;
    const [client, returnCode] = await connecting('dev1', { username, keepalive: 0 });
    await using _client = client;
    expect(returnCode).toBe(0);
  });

  it('beside its own connection to the hub, whose subscriptions go on', async () => {
    await hub.addDevice('dev1');
    await using device = await MqttTestClient.connected(hub);
    await device.subscribe('$iothub/twin/PATCH/properties/desired/#');
    await using _registering = await registering();
    hub.desire('dev1', { interval: 5 });
    expect(await device.expect('publish')).toMatchObject({
      topic: '$iothub/twin/PATCH/properties/desired/?$version=2',
    });
  });

  it('in place of an earlier connection of the same id', async () => {
    await using first = await registering();
    await using _second = await registering();
    await first.gone;
  });

  it('in the place of nobody, when it proves nothing', async () => {
    await using first = await registering();
    const [stranger] = await connecting('dev1', { password: Buffer.from('') });
    await stranger.gone;
    expect(await first.settled()).toEqual([]);
    await hub.dps.addEnrolment('dev1', {
      symmetricKey: { primaryKey: hub.dps.deviceKey('default', 'dev1') },
      enabled: false,
    });
    const [disabled, returnCode] = await connecting('dev1');
    await using _disabled = disabled;
    expect(returnCode).toBe(0);
    expect(await first.settled()).toEqual([]);
  });

  it('until its token expires', async () => {
    await using client = await registering();
    clock.advance(3_600_000);
    await client.gone;
  });
});

describe('a device is not let in', () => {
  it.each([
    ['another client id', { clientId: 'dev2' }, 2, 'client-id-mismatch'],
    ['MQTT 5', { protocolVersion: 5 }, 1, 'protocol-version'],
    ['no password', { password: Buffer.from('') }, 5, 'token-invalid'],
    ['no token', { password: Buffer.from('secret') }, 5, 'token-invalid'],
  ] as const)('with %s', async (_what, fields, expected, reason) => {
    const events = hub.events();
    const [client, returnCode] = await connecting('dev1', fields);
    await using _client = client;
    expect(returnCode).toBe(expected);
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason, deviceId: 'dev1' });
  });

  it('with a token that has expired, or is for another registration', async () => {
    const events = hub.events();
    const [expired] = await connecting('dev1', {
      password: Buffer.from(
        sasToken({
          sr: `${hub.dps.idScope}/registrations/dev1`,
          key: hub.dps.deviceKey('default', 'dev1'),
          expiresAt: clock.now(),
        }),
      ),
    });
    await using _expired = expired;
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'token-expired' });
    const [other] = await connecting('dev1', { password: Buffer.from(tokenFor('dev2')) });
    await using _other = other;
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'wrong-resource' });
  });
});

it.each([
  ['a topic of the hub', 'devices/dev1/messages/events/', 0],
  ['QoS 2', `${REGISTER}1`, 2],
] as const)('a publish to %s ends the connection', async (_what, topic, qos) => {
  await using client = await registering();
  client.publish(topic, '', { qos, messageId: 1 });
  await client.gone;
});

it('a filter that is not for registrations is refused', async () => {
  await using client = await registering();
  expect(await client.subscribe('$iothub/twin/res/#', ANSWERS)).toEqual([0x80, 0]);
});

it('a device of the hub may be called registrations', async () => {
  await hub.addDevice('registrations');
  await hub.addModule('registrations/mod1');
  await using _module = await MqttTestClient.connected(hub, { target: 'registrations/mod1' });
});
