import { describe, expect, it } from 'vitest';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { nextEvent } from '../../packages/hub/test/next-event.js';
import { limitedHub, rest } from './limited-hub.js';

/*
 * | limit of names                              | at it             | past it                                |
 * | ------------------------------------------- | ----------------- | -------------------------------------- |
 * | device id: 1 to 128 of A-Z a-z 0-9          | added, connects   | PNP_HUB_DEVICE_ID_INVALID, REST 400    |
 * |   - . % _ * ? ! ( ) , : = @ $ '             |                   |                                        |
 * | module id: the same                         | added, connects   | PNP_HUB_DEVICE_ID_INVALID, REST 400    |
 * | case                                        | two devices       |                                        |
 * | client id: that of the user name            | CONNACK 0         | CONNACK 2                              |
 * | host: this hub, in any case                 | CONNACK 0         | CONNACK 5                              |
 */

const SIGNS = "-.%_*?!(),:=@$'";
const LONGEST = `aZ09${SIGNS}${'i'.repeat(128 - 4 - SIGNS.length)}`;
const the = limitedHub();

const BAD_IDS: readonly (readonly [what: string, id: string])[] = [
  ['129 characters', `${LONGEST}i`],
  ['a space', 'a b'],
  ['a plus', 'a+b'],
  ['a hash', 'a#b'],
  ['a semicolon', 'a;b'],
  ['an ampersand', 'a&b'],
  ['a letter that is not ASCII', 'ä'],
  ['a control character', 'a\nb'],
];

describe('the id of a device', () => {
  it.each([
    ['1 character', 'i'],
    ['128, all the signs among them', LONGEST],
  ])('of %s is added, and connects', async (_what, deviceId) => {
    expect(await the.hub.addDevice(deviceId)).toMatchObject({ deviceId });
    await using client = await MqttTestClient.connected(the.hub, { target: deviceId });
    const telemetry = the.hub.telemetry({ deviceId });
    client.publish(`devices/${deviceId}/messages/events/`, 'x');
    expect((await telemetry.next()).value).toMatchObject({ deviceId });
  });

  it('of 128 characters is added over REST', async () => {
    const deviceId = LONGEST.replaceAll("'", '-');
    const path = `/devices/${encodeURIComponent(deviceId)}`;
    expect((await rest(the.hub, 'PUT', path, { deviceId })).status).toBe(200);
    expect(the.hub.twin(deviceId)).toMatchObject({ deviceId });
  });

  it.each([...BAD_IDS, ['nothing', ''] as const])('is not %s', async (_what, deviceId) => {
    await expect(the.hub.addDevice(deviceId)).rejects.toMatchObject({
      code: 'PNP_HUB_DEVICE_ID_INVALID',
    });
    await expect(the.hub.addModule(`dev1/${deviceId}`)).rejects.toMatchObject({
      code: 'PNP_HUB_DEVICE_ID_INVALID',
    });
  });

  it.each(BAD_IDS)('is not %s over REST either', async (_what, deviceId) => {
    const path = `/devices/${encodeURIComponent(deviceId)}`;
    const reply = await rest(the.hub, 'PUT', path, { deviceId });
    expect(reply.status).toBe(400);
    expect(reply.body).toMatch(/ErrorCode:ArgumentInvalid;/u);
    expect((await rest(the.hub, 'GET', path)).status).toBe(404);
  });

  it('tells capital letters from small ones', async () => {
    await the.hub.addDevice('DEV1');
    await using small = await MqttTestClient.connected(the.hub);
    await using capital = await MqttTestClient.connected(the.hub, { target: 'DEV1' });
    expect(await small.settled()).toEqual([]);
    expect(await capital.settled()).toEqual([]);
  });
});

describe('the id of a module', () => {
  it('has 128 characters at most, behind those of its device', async () => {
    await the.hub.addDevice(LONGEST);
    const target = `${LONGEST}/${LONGEST}`;
    expect(await the.hub.addModule(target)).toMatchObject({ moduleId: LONGEST });
    await using client = await MqttTestClient.connected(the.hub, { target });
    expect(await client.settled()).toEqual([]);
    await expect(the.hub.addModule(`${target}i`)).rejects.toMatchObject({
      code: 'PNP_HUB_DEVICE_ID_INVALID',
    });
  });
});

describe('the names in a CONNECT', () => {
  it('may have the host in any case, and agree with each other', async () => {
    const username = `${the.hub.hostName.toUpperCase()}/dev1/?api-version=2021-04-12`;
    await using client = await MqttTestClient.open(the.hub);
    expect((await client.connect({ username })).returnCode).toBe(0);
  });

  it.each([
    ['another client id', { clientId: 'dev2' }, 2, 'client-id-mismatch'],
    ['none', { clientId: '', clean: true }, 2, 'client-id-mismatch'],
    ['a client id in capitals', { clientId: 'DEV1' }, 2, 'client-id-mismatch'],
    ['a user name without a device', { username: 'localhost' }, 5, 'username-invalid'],
    ['another host', { username: 'elsewhere/dev1/?api-version=2021-04-12' }, 5, 'wrong-host'],
  ] as const)('are refused with %s', async (_what, packet, returnCode, reason) => {
    await using client = await MqttTestClient.open(the.hub);
    expect((await client.connect(packet)).returnCode).toBe(returnCode);
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason });
  });
});
