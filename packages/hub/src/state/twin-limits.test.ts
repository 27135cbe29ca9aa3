import type { JsonObject } from '@iotpnp/model';
import { describe, expect, it } from 'vitest';
import { checkPatch, checkSectionSize, checkTagsSize, sizeOf } from './twin-limits.js';

function nested(levels: number): JsonObject {
  return levels === 0 ? { leaf: 1 } : { next: nested(levels - 1) };
}

describe('the limits of a twin', () => {
  it.each([
    ['10 levels', nested(10)],
    ['the largest and the smallest integer', { a: 4503599627370495, b: -4503599627370496 }],
    ['large numbers that are no integers', { a: 1e-300, b: 0.5 }],
    ['a text of 4 KB', { a: 'x'.repeat(4096) }],
    ['a key of 1 KB', { ['k'.repeat(1024)]: 1 }],
    ['null under any sound key', { a: null, é: null }],
  ])('takes %s', (_name, patch: JsonObject) => {
    expect(() => checkPatch(patch)).not.toThrow();
  });

  it.each([
    ['11 levels', nested(11), /deeper than 10/u],
    ['11 levels of arrays', { a: [[[[[[[[[[[1]]]]]]]]]]] }, /deeper than 10/u],
    ['an integer above', { a: { b: 4503599627370496 } }, /a\/b is an integer outside/u],
    ['an integer below', { a: -4503599627370497 }, /integer outside/u],
    ['an integer in an array', { a: [1e21] }, /a\/0 is an integer outside/u],
    [
      'what 1e400 is parsed to',
      { a: [Number.POSITIVE_INFINITY] },
      /a\/0 is a number that no JSON/u,
    ],
    ['a text above 4 KB, counted as UTF-8', { a: 'é'.repeat(2049) }, /text above 4096/u],
    ['a key above 1 KB', { ['k'.repeat(1025)]: 1 }, /key above 1 KB/u],
    ['an empty key', { a: { '': 1 } }, /empty key/u],
    ['a key with a dot', { 'a.b': 1 }, /'\.'/u],
    ['a key with a dollar', { $version: 1 }, /\$version has a key with/u],
    ['a key with a space', { 'a b': 1 }, /space/u],
    ['a key with a C0 control character', { 'a\u0007': 1 }, /control/u],
    ['a key with a C1 control character', { 'a\u0085': 1 }, /control/u],
    ['a bad key that is to be deleted', { 'a.b': null }, /'\.'/u],
  ])('refuses %s', (_name, patch: JsonObject, message: RegExp) => {
    expect(() => checkPatch(patch)).toThrow(
      expect.objectContaining({
        code: 'PNP_HUB_TWIN_INVALID',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('counts keys and values, not JSON text', () => {
    expect(sizeOf({ ab: 'xyz', n: 1, t: true, u: 'é', o: { k: [1, 2] }, none: null })).toBe(
      2 + 3 + (1 + 8) + (1 + 4) + (1 + 2) + (1 + 1 + 16) + 4,
    );
  });

  it('counts no control character of C0 and C1, as IoT Hub says', () => {
    expect(sizeOf({ a: 'x\n\t\u0085y' })).toBe(1 + 2);
  });

  it('takes 256 KB of JSON with them at most', () => {
    const sections = (count: number): JsonObject =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`k${index}`, '\n'.repeat(4096)]),
      );
    expect(() => checkSectionSize(sections(31))).not.toThrow();
    expect(() => checkSectionSize(sections(32))).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_TWIN_TOO_LARGE' }),
    );
  });

  it.each([
    ['null', null],
    ['empty texts', ''],
    ['empty lists', []],
    ['empty objects', {}],
  ])('bounds %s, which count nothing', (_name, item) => {
    const listOf = (length: number): JsonObject => ({ a: Array.from({ length }, () => item) });
    const tooLarge = expect.objectContaining({ code: 'PNP_HUB_TWIN_TOO_LARGE' });
    expect(sizeOf(listOf(20_000))).toBe(1);
    expect(() => checkSectionSize(listOf(10_000))).not.toThrow();
    expect(() => checkSectionSize(listOf(20_000))).toThrow(tooLarge);
    expect(() => checkTagsSize(listOf(20_000))).toThrow(tooLarge);
  });

  it('counts at any depth', () => {
    const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    expect(sizeOf(JSON.parse(deep) as JsonObject)).toBe(8);
  });

  it('takes 32 KB exactly and not one byte more', () => {
    const full = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [String(index), 'x'.repeat(4095)]),
    );
    expect(() => checkSectionSize(full)).not.toThrow();
    expect(() => checkSectionSize({ ...full, 0: 'x'.repeat(4096) })).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_TWIN_TOO_LARGE' }),
    );
  });
});
