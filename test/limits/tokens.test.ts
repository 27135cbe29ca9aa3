import { describe, expect, it } from 'vitest';
import { httpsRequest, ownerToken } from '../../packages/hub/test/https-request.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { nextEvent } from '../../packages/hub/test/next-event.js';
import { sasToken } from '../../packages/hub/test/sas-token.js';
import { limitedHub } from './limited-hub.js';

/*
 * | limit of SAS tokens                       | at it                     | past it                              |
 * | ----------------------------------------- | ------------------------- | ------------------------------------ |
 * | `se`, the second it ends                  | CONNACK 0 a second before | CONNACK 5, REST 401, in that second  |
 * | the connection ends with its token        | stays                     | closed, `token-expired`              |
 * | signed with a key of the device           | primary or secondary      | CONNACK 5                            |
 * | `sr`: this hub, this device               | as the client wrote it    | CONNACK 5                            |
 * | `skn`: a policy that may connect devices  | `device`, `iothubowner`   | CONNACK 5                            |
 * | REST: a policy with the right             | 200                       | 401                                  |
 */

const TWIN = '/twins/dev1?api-version=2021-04-12';
const far = Date.parse('2100-01-01T00:00:00Z');
const the = limitedHub();

async function connack(password: string): Promise<number | undefined> {
  await using client = await MqttTestClient.open(the.hub);
  return (await client.connect({ password: Buffer.from(password) })).returnCode;
}

async function deviceToken(parts: Partial<Parameters<typeof sasToken>[0]> = {}): Promise<string> {
  const { primaryKey: key } = await the.hub.addDevice('dev1');
  const sr = encodeURIComponent(`${the.hub.hostName}/devices/dev1`);
  return sasToken({ sr, key, expiresAt: far, ...parts });
}

/** The second of a token that begins now, by the hub's clock. */
function nextSecond(): number {
  const { clock } = the;
  clock.advance(1000 - (clock.now() % 1000));
  return clock.now();
}

describe('the end of a token', () => {
  it('is its second: a connect a moment before is let in, in that second it is not', async () => {
    const now = nextSecond();
    expect(await connack(await deviceToken({ expiresAt: now + 1000 }))).toBe(0);
    the.clock.advance(999);
    expect(await connack(await deviceToken({ expiresAt: now + 1000 }))).toBe(0);
    the.clock.advance(1);
    expect(await connack(await deviceToken({ expiresAt: now + 1000 }))).toBe(5);
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason: 'token-expired' });
  });

  it('ends the connection, however much it talks', async () => {
    const expiresAt = nextSecond() + 60_000;
    await using client = await MqttTestClient.connected(the.hub, { expiresAt });
    the.clock.advance(59_999);
    expect(await client.settled()).toEqual([]);
    the.clock.advance(1);
    await client.gone;
    expect(await nextEvent(the.events, 'disconnected')).toMatchObject({ reason: 'token-expired' });
  });

  it('of years does not end the connection now', async () => {
    await using client = await MqttTestClient.connected(the.hub, { expiresAt: far });
    expect(await client.settled()).toEqual([]);
  });

  it('is the same over REST', async () => {
    const now = nextSecond();
    const token = ownerToken(the.hub, now + 1000);
    expect((await httpsRequest(the.hub, 'GET', TWIN, { token })).status).toBe(200);
    the.clock.advance(1000);
    const reply = await httpsRequest(the.hub, 'GET', TWIN, { token });
    expect(reply.status).toBe(401);
    expect(reply.body).toMatch(/ErrorCode:IotHubUnauthorizedAccess;/u);
  });
});

describe('a token of a device', () => {
  it('is signed with either of its keys, over what the client wrote', async () => {
    const { secondaryKey } = await the.hub.addDevice('dev1');
    const raw = `${the.hub.hostName}/devices/dev1`;
    expect(await connack(await deviceToken())).toBe(0);
    expect(await connack(await deviceToken({ key: secondaryKey }))).toBe(0);
    expect(await connack(await deviceToken({ sr: raw }))).toBe(0);
    expect(
      await connack(
        await deviceToken({ sr: raw.toUpperCase().replace('DEVICES/DEV1', 'devices/dev1') }),
      ),
    ).toBe(0);
  });

  it.each([
    ['another key', { key: Buffer.alloc(32).toString('base64') }, 'signature-mismatch'],
    ['another device', { sr: 'localhost%2Fdevices%2Fdev2' }, 'wrong-resource'],
    ['a module', { sr: 'localhost%2Fdevices%2Fdev1%2Fmodules%2Fm' }, 'wrong-resource'],
    ['the hub as a whole', { sr: 'localhost' }, 'wrong-resource'],
    ['another hub', { sr: 'elsewhere%2Fdevices%2Fdev1' }, 'wrong-resource'],
  ])('is refused when it is of %s', async (_what, parts, reason) => {
    expect(await connack(await deviceToken(parts))).toBe(5);
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason });
  });

  it.each([
    ['nothing', ''],
    ['a key', 'SharedAccessKey=abc'],
    ['a token without a signature', 'SharedAccessSignature sr=localhost&se=4102444800'],
    ['a token without an end', 'SharedAccessSignature sr=localhost&sig=AA%3D%3D'],
    ['an end that is no number', 'SharedAccessSignature sr=localhost&sig=AA%3D%3D&se=never'],
  ])('is not %s', async (_what, password) => {
    expect(await connack(password)).toBe(5);
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason: 'token-invalid' });
  });

  it('whose last sign was changed is refused', async () => {
    const token = await deviceToken();
    const at = token.indexOf('sig=') + 4;
    const other = token[at] === 'A' ? 'B' : 'A';
    expect(await connack(token.slice(0, at) + other + token.slice(at + 1))).toBe(5);
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason: 'signature-mismatch' });
  });
});

describe('a token of a policy', () => {
  it('lets a device in when the policy may connect devices', async () => {
    expect(await connack(ownerToken(the.hub))).toBe(0);
  });

  it.each([
    ['serves back ends', 'service'],
    ['is not there', 'nobody'],
    ['is a name of objects', 'constructor'],
  ])('does not when it %s', async (_what, policy) => {
    expect(await connack(ownerToken(the.hub).replace('skn=iothubowner', `skn=${policy}`))).toBe(5);
    expect(await nextEvent(the.events, 'refused')).toMatchObject({ reason: 'policy-unknown' });
  });

  it('of a device is none for REST', async () => {
    const token = await deviceToken();
    expect((await httpsRequest(the.hub, 'GET', TWIN, { token })).status).toBe(401);
    expect((await httpsRequest(the.hub, 'GET', TWIN)).status).toBe(401);
  });
});
