import type { JsonObject } from '@iotpnp/model';
import { describe, expect, it } from 'vitest';
import { mergePatch } from './merge-patch.js';

describe('mergePatch', () => {
  it.each([
    ['replaces a value', { a: 'b' }, { a: 'c' }, { a: 'c' }],
    ['adds a key', { a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    ['deletes with null and leaves siblings', { a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    ['replaces arrays as a whole', { a: [1, 2, 3] }, { a: [9] }, { a: [9] }],
    ['merges objects', { a: { b: 1, c: 2 } }, { a: { b: 3, c: null } }, { a: { b: 3 } }],
    ['drops nulls under a new object', {}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    ['puts an object over a scalar', { a: 1 }, { a: { b: 2 } }, { a: { b: 2 } }],
    ['keeps nulls inside arrays', {}, { a: [null] }, { a: [null] }],
  ])('%s', (_name, target: JsonObject, patch: JsonObject, expected: JsonObject) => {
    expect(mergePatch(target, patch)).toEqual(expected);
  });

  it('takes __proto__ and constructor as keys like any other', () => {
    const patch = JSON.parse(
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    ) as JsonObject;
    const merged = mergePatch(mergePatch({}, patch), patch);
    expect(JSON.stringify(merged)).toBe(JSON.stringify(patch));
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(({} as JsonObject)['polluted']).toBeUndefined();
  });

  it('leaves what it was given as it was', () => {
    const target = { a: { b: 1 } };
    mergePatch(target, { a: { b: null } });
    expect(target).toEqual({ a: { b: 1 } });
  });
});
