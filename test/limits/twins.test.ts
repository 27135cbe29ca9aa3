import { PnpError } from '@iotpnp/model';
import { describe, expect, it } from 'vitest';
import { azureClient, report } from '../../packages/hub/test/azure-client.js';
import { MqttTestClient } from '../../packages/hub/test/mqtt-test-client.js';
import { limitedHub, published, REPORT, rest, twinClient } from './limited-hub.js';

/*
 * | limit of twins                                   | at it                | past it                             |
 * | ------------------------------------------------ | -------------------- | ----------------------------------- |
 * | reported 32 KB of keys and values                | 204, `$version` + 1  | 400 with errorCode 400004           |
 * | desired 32 KB                                    | REST 200             | REST 400; code PNP_HUB_TWIN_TOO_LARGE |
 * | tags 8 KB                                        | REST 200             | REST 400                            |
 * | numbers count 8 bytes, booleans 4                | 204                  | 400                                 |
 * | depth 10, of arrays too                          | 204                  | 400                                 |
 * | key 1 KB, without . $ space and control characters | 204                | 400                                 |
 * | text 4 KB                                        | 204                  | 400                                 |
 * | integers -4503599627370496 to 4503599627370495   | 204                  | 400                                 |
 * | null                                             | deletes one key      |                                     |
 * | arrays                                           | replaced as a whole  |                                     |
 * | desired changes                                  | pushed to listeners  | not queued for who is away          |
 */

const KB = 1024;
const the = limitedHub();

/** Keys of one byte and texts that together count so many bytes. */
function ofSize(bytes: number): Record<string, string> {
  const filled: Record<string, string> = {};
  let left = bytes;
  for (let key = 0x41; left > 0; key += 1) {
    const length = Math.min(left - 1, 4000);
    filled[String.fromCodePoint(key)] = 'x'.repeat(length);
    left -= length + 1;
  }
  return filled;
}

function nested(levels: number): object {
  return levels === 0 ? { leaf: 1 } : { next: nested(levels - 1) };
}

function arrays(levels: number): unknown {
  return levels === 0 ? 1 : [arrays(levels - 1)];
}

async function statusOf(client: MqttTestClient, patch: object): Promise<string | undefined> {
  client.publish(`${REPORT}1`, JSON.stringify(patch));
  const { topic, payload } = published(await client.next());
  const status = /res\/(\d+)\//u.exec(topic)?.[1];
  if (status === '400') {
    expect(JSON.parse(String(payload))).toMatchObject({
      errorCode: 400004,
      message: expect.stringMatching(/^ErrorCode:ArgumentInvalid;/u),
    });
  }
  return status;
}

describe('reported properties', () => {
  const numbers = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`${index}`.padStart(8, 'n'), index]),
    );
  const booleans = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`${index}`.padStart(4, 'b'), true]),
    );

  it.each<[string, object, object]>([
    ['a section of 32 KB', ofSize(32 * KB), ofSize(32 * KB + 1)],
    ['a section of 2048 numbers under keys of 8 bytes', numbers(2048), { ...numbers(2048), a: '' }],
    ['a section of 4096 booleans under keys of 4', booleans(4096), { ...booleans(4096), a: '' }],
    ['a depth of 10', nested(10), nested(11)],
    ['a depth of 10 of arrays', { a: arrays(10) }, { a: arrays(11) }],
    ['a key of 1 KB', { ['é'.repeat(512)]: 1 }, { [`${'é'.repeat(512)}x`]: 1 }],
    ['a text of 4 KB', { a: 'é'.repeat(2048) }, { a: `${'é'.repeat(2048)}x` }],
    ['the largest integer', { a: 4503599627370495 }, { a: 4503599627370496 }],
    ['the smallest integer', { a: -4503599627370496 }, { a: -4503599627370497 }],
    ['an integer in an array', { a: [4503599627370495] }, { a: [4503599627370496] }],
    ['a fraction of any size', { a: 1e-300 }, { a: 1e300 }],
    ['a key of letters, digits and signs', { 'aZ0-_:#é': 1 }, { 'a.b': 1 }],
    ['a key with no dollar', { version: 1 }, { $version: 1 }],
    ['a key with no space', { a_b: 1 }, { 'a b': 1 }],
    ['a key with no control character', { ab: 1 }, { 'a\u0001b': 1 }],
    ['a key with no control character of C1', { ab: 1 }, { 'a\u0085b': 1 }],
    ['a key at all', { a: { b: 1 } }, { a: { '': 1 } }],
    ['a null under a sound key', { a: null }, { 'a.b': null }],
  ])('take %s and no more', async (_what, at, past) => {
    await using client = await twinClient(the.hub);
    expect(await statusOf(client, past)).toBe('400');
    expect(the.hub.twin('dev1').reported).toEqual({ $version: 1 });
    expect(await statusOf(client, at)).toBe('204');
    expect(the.hub.twin('dev1').reported.$version).toBe(2);
  });

  it('count what is there already, and take less at any time', async () => {
    await using client = await twinClient(the.hub);
    expect(await statusOf(client, ofSize(32 * KB))).toBe('204');
    expect(await statusOf(client, { z: '' })).toBe('400');
    expect(await statusOf(client, { A: null, z: '' })).toBe('204');
  });

  it('lose a key that is null, and no sibling of it', async () => {
    await using client = await twinClient(the.hub);
    await statusOf(client, { a: { b: 1, c: { d: 2 } }, e: 3 });
    await statusOf(client, { a: { b: null, c: { d: null } }, nothing: null });
    expect(the.hub.twin('dev1').reported).toEqual({ a: { c: {} }, e: 3, $version: 3 });
  });

  it('replace an array as a whole', async () => {
    await using client = await twinClient(the.hub);
    await statusOf(client, { a: [1, 2, { b: 3 }] });
    await statusOf(client, { a: [{ c: 4 }] });
    expect(the.hub.twin('dev1').reported).toEqual({ a: [{ c: 4 }], $version: 3 });
  });

  it("past their limit are an error to Microsoft's client, which goes on", async () => {
    await using device = await azureClient(the.hub);
    const twin = await device.client.getTwin();
    await expect(report(twin, ofSize(32 * KB + 1))).rejects.toThrow(/ArgumentInvalid/u);
    await report(twin, ofSize(32 * KB));
    expect(the.hub.twin('dev1').reported.$version).toBe(2);
  });
});

describe('desired properties', () => {
  it('take 32 KB from code, and throw past it', () => {
    const past = (): number => the.hub.desire('dev1', ofSize(32 * KB + 1));
    expect(past).toThrow(PnpError);
    expect(past).toThrow(expect.objectContaining({ code: 'PNP_HUB_TWIN_TOO_LARGE' }));
    expect(the.hub.desire('dev1', ofSize(32 * KB))).toBe(2);
    expect(() => the.hub.desire('dev1', { 'a.b': 1 })).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_TWIN_INVALID' }),
    );
  });

  it.each([
    ['desired properties of 32 KB', (bytes: number) => desired(ofSize(32 * KB + bytes))],
    ['tags of 8 KB', (bytes: number) => ({ tags: ofSize(8 * KB + bytes) })],
    ['tags of a depth of 10', (levels: number) => ({ tags: nested(10 + levels) })],
    ['a key of 1 KB', (bytes: number) => desired({ ['k'.repeat(KB + bytes)]: 1 })],
  ])('and %s come in over REST, more is answered 400', async (_what, patch) => {
    const past = await rest(the.hub, 'PATCH', '/twins/dev1', patch(1));
    expect(past.status).toBe(400);
    expect(JSON.parse(past.body)).toMatchObject({
      Message: expect.stringMatching(/^ErrorCode:ArgumentInvalid;/u),
    });
    expect((await rest(the.hub, 'PATCH', '/twins/dev1', patch(0))).status).toBe(200);
  });

  it('are pushed with a version that only grows, and not queued for who is away', async () => {
    await using client = await twinClient(the.hub);
    the.hub.desire('dev1', { a: 1 });
    the.hub.desire('dev1', { a: 1 });
    client.send({ cmd: 'disconnect' });
    await client.gone;
    the.hub.desire('dev1', { a: 2 });
    await using again = await MqttTestClient.open(the.hub);
    expect((await again.connect()).sessionPresent).toBe(true);
    expect(await again.settled()).toEqual([]);
    the.hub.desire('dev1', { a: null });
    const push = published(await again.next());
    expect(push.topic).toBe('$iothub/twin/PATCH/properties/desired/?$version=5');
    expect(JSON.parse(String(push.payload))).toEqual({ a: null, $version: 5 });
  });
});

function desired(patch: object): object {
  return { properties: { desired: patch } };
}
