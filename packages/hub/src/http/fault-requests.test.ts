import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { httpsRequest, ownerToken } from '../../test/https-request.js';
import { MqttTestClient } from '../../test/mqtt-test-client.js';
import { nextEvent } from '../../test/next-event.js';
import { sasToken } from '../../test/sas-token.js';
import type { Hub } from '../hub.js';
import type { HubEvent } from '../hub-event.js';
import { startHub } from '../start-hub.js';

const FAULTS = '/$pnp/faults';
const TELEMETRY = 'devices/dev1/messages/events/';

let clock: FakeClock;
let hub: Hub;
let events: AsyncIterableIterator<HubEvent>;

beforeEach(async () => {
  clock = new FakeClock();
  hub = await startHub({ port: 0, clock });
  await hub.addDevice('dev1');
  events = hub.events();
});

afterEach(async () => {
  await hub.close();
  expect(clock.armed).toBe(0);
});

async function ask(method: string, body?: unknown, path = FAULTS) {
  const reply = await httpsRequest(hub, method, path, { token: ownerToken(hub), body });
  return { status: reply.status, json: JSON.parse(reply.body) as Record<string, unknown> };
}

async function order(body: object): Promise<unknown> {
  const { status, json } = await ask('POST', body);
  expect(status).toBe(200);
  return json['armed'];
}

describe('POST /$pnp/faults', () => {
  it('refuses connects for some seconds, of a target or of all', async () => {
    await hub.addDevice('dev2');
    expect(await order({ fault: 'refuse-connects', target: 'dev1', seconds: 10 })).toEqual([
      { fault: 'refuse-connects', target: 'dev1', seconds: 10 },
    ]);
    expect(await connack('dev1')).toBe(3);
    expect(await connack('dev2')).toBe(0);
    await order({ fault: 'refuse-connects', seconds: 20 });
    clock.advance(10_000);
    expect(await connack('dev1')).toBe(3);
    expect(await connack('dev2')).toBe(3);
    clock.advance(10_000);
    expect(await connack('dev1')).toBe(0);
    expect(await connack('dev2')).toBe(0);
    expect((await ask('GET')).json['armed']).toEqual([]);
  });

  it('ends connections, of a target or of all, by hand or as with the token', async () => {
    await hub.addDevice('dev2');
    for (const [fault, reason] of [
      ['disconnect', 'by-hub'],
      ['expire-tokens', 'token-expired'],
    ]) {
      await using one = await MqttTestClient.connected(hub);
      await using two = await MqttTestClient.connected(hub, { target: 'dev2' });
      await order({ fault, target: 'dev1' });
      await one.gone;
      expect(await nextEvent(events, 'disconnected')).toMatchObject({ deviceId: 'dev1', reason });
      expect(await two.settled()).toEqual([]);
      await order({ fault });
      await two.gone;
      expect(await nextEvent(events, 'disconnected')).toMatchObject({ deviceId: 'dev2', reason });
    }
  });

  it('delays, loses, holds and releases acknowledgements', async () => {
    await using client = await MqttTestClient.connected(hub);
    const send = (messageId: number): void => client.publish(TELEMETRY, 'x', { qos: 1, messageId });
    await order({ fault: 'delay-acks', target: 'dev1', seconds: 2 });
    send(1);
    expect(await client.settled()).toEqual([]);
    clock.advance(2000);
    expect(await client.expect('puback')).toMatchObject({ messageId: 1 });
    await order({ fault: 'delay-acks', target: 'dev1', seconds: 0 });
    await order({ fault: 'lose-acks', target: 'dev1', count: 2 });
    for (const id of [2, 3, 4]) send(id);
    expect(await client.settled()).toMatchObject([{ cmd: 'puback', messageId: 4 }]);
    await order({ fault: 'hold-acks', target: 'dev1' });
    send(5);
    expect(await client.settled()).toEqual([]);
    await order({ fault: 'release-acks', target: 'dev1' });
    expect(await client.expect('puback')).toMatchObject({ messageId: 5 });
  });

  it('answers 429 and 503 about the twin, late when asked to', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe('$iothub/twin/res/#');
    await order({ fault: 'answer-reports', target: 'dev1', answer: 'unavailable' });
    await order({ fault: 'answer-twin-reads', target: 'dev1', answer: 'throttle', count: 2 });
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', '{"a":1}');
    expect((await client.expect('publish')).topic).toBe('$iothub/twin/res/503/?$rid=1');
    for (const [rid, status] of [
      [2, 429],
      [3, 429],
      [4, 200],
    ]) {
      client.publish(`$iothub/twin/GET/?$rid=${rid}`, '');
      expect((await client.expect('publish')).topic).toBe(
        `$iothub/twin/res/${status}/?$rid=${rid}`,
      );
    }
    await order({ fault: 'delay-answers', target: 'dev1', seconds: 1.5 });
    client.publish('$iothub/twin/GET/?$rid=5', '');
    expect(await client.settled()).toEqual([]);
    clock.advance(1500);
    expect((await client.expect('publish')).topic).toBe('$iothub/twin/res/200/?$rid=5');
  });

  it('answers 429 and 503 to back ends, as often as was said', async () => {
    const twin = () =>
      httpsRequest(hub, 'GET', '/twins/dev1?api-version=2021-04-12', { token: ownerToken(hub) });
    await order({ fault: 'answer-requests', answer: 'throttle', count: 2 });
    await order({ fault: 'answer-requests', answer: 'unavailable' });
    const replies = [await twin(), await twin(), await twin(), await twin()];
    expect(replies.map(({ status }) => status)).toEqual([429, 429, 503, 200]);
    expect(replies[0]?.body).toMatch(/ErrorCode:ThrottlingException;/u);
  });

  it('loses desired changes, and ends the connection behind a method', async () => {
    await using client = await MqttTestClient.connected(hub);
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#', '$iothub/methods/POST/#');
    await order({ fault: 'lose-desired', target: 'dev1' });
    hub.desire('dev1', { a: 1 });
    expect(await client.settled()).toEqual([]);
    await order({ fault: 'disconnect-on-command', target: 'dev1' });
    const answer = hub.invoke('dev1', 'reboot');
    await expect(answer).rejects.toMatchObject({ code: 'PNP_HUB_DEVICE_LINK_LOST' });
    await client.gone;
  });

  it.each([
    [{}, true],
    [{ sessions: 'keep' }, true],
    [{ sessions: 'lose' }, false],
  ])('restarts the hub behind its answer, with %j', async (how, sessionPresent) => {
    await using client = await MqttTestClient.connected(hub);
    expect(await order({ fault: 'restart', ...how })).toEqual([]);
    await client.gone;
    expect(await nextEvent(events, 'disconnected')).toMatchObject({ reason: 'hub-restarting' });
    await using again = await reconnected();
    expect((await again.connect()).sessionPresent).toBe(sessionPresent);
  });

  it.each([
    ['no JSON', '{', ['the body is no JSON object']],
    ['an array', [1], ['the body is no JSON object']],
    ['no fault', {}, [expect.stringMatching(/^fault is one of answer-reports, .*restart$/u)]],
    ['a fault nobody knows', { fault: 'toString' }, [expect.stringMatching(/^fault is one of/u)]],
    [
      'everything wrong at once',
      { fault: 'answer-reports', target: 5, answer: 'explode', count: 0, colour: 'red' },
      [
        'target is no text: a device, or device/module',
        expect.stringMatching(/^answer is one of throttle, unavailable/u),
        'count is a whole number of 1 to 10000',
        '"colour" does not belong to this fault',
      ],
    ],
    ['no target', { fault: 'hold-acks' }, ['target is missing: a device, or device/module']],
    [
      'too long a time',
      { fault: 'refuse-connects', seconds: 86_401 },
      ['seconds is a number of 0 to 86400'],
    ],
    [
      'a session of no kind',
      { fault: 'restart', sessions: 'x' },
      ['sessions is one of keep, lose'],
    ],
  ])(
    'answers 400 to %s, with all that is wrong and what there is',
    async (_what, body, problems) => {
      const { status, json } = await ask('POST', body);
      expect(status).toBe(400);
      expect(json['problems']).toEqual(problems);
      expect(json['Message']).toMatch(/^ErrorCode:ArgumentInvalid;/u);
      expect(json['faults']).toMatchObject({ 'refuse-connects': 'seconds, target?' });
      expect((await ask('GET')).json['armed']).toEqual([]);
    },
  );

  it('answers 404 for a target that is not there, and does nothing', async () => {
    const { status, json } = await ask('POST', { fault: 'lose-acks', target: 'nobody' });
    expect(status).toBe(404);
    expect(json['Message']).toMatch(/^ErrorCode:DeviceNotFound;/u);
  });
});

describe('GET and DELETE /$pnp/faults', () => {
  it('list what is in store, and take it back, of one target or all', async () => {
    await hub.addDevice('dev2');
    await order({ fault: 'lose-acks', target: 'dev1', count: 3 });
    await order({ fault: 'hold-acks', target: 'dev1' });
    await order({ fault: 'delay-acks', target: 'dev2', seconds: 1 });
    await order({ fault: 'delay-answers', target: 'dev2', seconds: 2 });
    await order({ fault: 'answer-reports', target: 'dev2', answer: 'cut', count: 2 });
    await order({ fault: 'answer-requests', answer: 'throttle' });
    hub.faults.refuseReports('dev2', () => true);
    const ofDev2 = [
      { fault: 'answer-reports', target: 'dev2', answers: ['cut', 'cut'] },
      { fault: 'refuse-reports', target: 'dev2' },
      { fault: 'delay-answers', target: 'dev2', seconds: 2 },
      { fault: 'delay-acks', target: 'dev2', seconds: 1 },
    ];
    const requests = { fault: 'answer-requests', answers: ['throttle'] };
    expect((await ask('GET')).json['armed']).toEqual([
      requests,
      { fault: 'lose-acks', target: 'dev1', count: 3 },
      { fault: 'hold-acks', target: 'dev1' },
      ...ofDev2,
    ]);
    const { status, json } = await ask('DELETE', undefined, `${FAULTS}?target=dev1`);
    expect(status).toBe(200);
    expect(json['armed']).toEqual([requests, ...ofDev2]);
    expect((await ask('DELETE', undefined, `${FAULTS}?target=nobody`)).status).toBe(404);
    expect((await ask('DELETE')).json['armed']).toEqual([]);
  });

  it('acknowledge what was held, once it is taken back', async () => {
    await using client = await MqttTestClient.connected(hub);
    await order({ fault: 'hold-acks', target: 'dev1' });
    client.publish(TELEMETRY, 'x', { qos: 1, messageId: 9 });
    expect(await client.settled()).toEqual([]);
    await ask('DELETE');
    expect(await client.expect('puback')).toMatchObject({ messageId: 9 });
  });
});

describe('is refused with 401', () => {
  const far = Date.parse('2100-01-01T00:00:00Z');

  it.each(['GET', 'POST', 'DELETE'])('%s without a token', async (method) => {
    expect((await httpsRequest(hub, method, FAULTS)).status).toBe(401);
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'token-invalid' });
  });

  it('a token of a device', async () => {
    const { primaryKey: key } = await hub.addDevice('dev1');
    const sr = encodeURIComponent(`${hub.hostName}/devices/dev1`);
    const token = sasToken({ sr, key, expiresAt: far });
    expect((await httpsRequest(hub, 'GET', FAULTS, { token })).status).toBe(401);
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'policy-unknown' });
  });

  it('a token of the owner for a path of the hub', async () => {
    const [, key = ''] = /SharedAccessKey=(.*)$/u.exec(hub.serviceConnectionString) ?? [];
    const sr = encodeURIComponent(`${hub.hostName}/$pnp/faults`);
    const token = `${sasToken({ sr, key, expiresAt: clock.now() + 60_000 })}&skn=iothubowner`;
    expect(await httpsRequest(hub, 'GET', FAULTS, { token })).toMatchObject({ status: 401 });
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'wrong-resource' });
  });

  it('a token of the owner that is signed with another key, or has expired', async () => {
    const forged = ownerToken(hub).replace(/sig=[^&]*/u, 'sig=AAAA');
    expect((await httpsRequest(hub, 'GET', FAULTS, { token: forged })).status).toBe(401);
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'signature-mismatch' });
    const old = ownerToken(hub, clock.now());
    expect((await httpsRequest(hub, 'GET', FAULTS, { token: old })).status).toBe(401);
    expect(await nextEvent(events, 'refused')).toMatchObject({ reason: 'token-expired' });
  });
});

it.each([
  ['PUT', FAULTS, 405],
  ['GET', '/$pnp/faults/more', 404],
  ['GET', '/$pnp/others', 404],
])('%s %s is answered %i', async (method, path, status) => {
  const { status: answered } = await httpsRequest(hub, method, path, { token: ownerToken(hub) });
  expect(answered).toBe(status);
});

async function connack(target: string): Promise<number | undefined> {
  await using client = await MqttTestClient.open(hub);
  return (await client.connect({ target })).returnCode;
}

/** The port is closed for a moment. */
async function reconnected(): Promise<MqttTestClient> {
  for (;;) {
    try {
      return await MqttTestClient.open(hub);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error;
    }
  }
}
