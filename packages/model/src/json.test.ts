import { describe, expect, it } from 'vitest';
import { stringify, type Json } from './json.js';

describe('stringify', () => {
  it('writes a bigint as its digits', () => {
    expect(stringify(9007199254740993n)).toBe('9007199254740993');
    expect(stringify({ a: [-1n, { b: 2n ** 63n }] })).toBe('{"a":[-1,{"b":9223372036854775808}]}');
  });

  it('writes everything beside bigints as JSON.stringify does', () => {
    const values = {
      text: 'line\nbreak "quoted" \u2028 \ud800 ü',
      numbers: [0, -0, 1.5, 1e21, 1e-7, Number.MAX_SAFE_INTEGER],
      'odd "key"': null,
      truth: [true, false],
      empty: [{}, []],
    };
    const plain = JSON.stringify(values);
    expect(stringify(values)).toBe(plain);
    expect(stringify({ ...values, big: 1n })).toBe(`${plain.slice(0, -1)},"big":1}`);
  });

  it('leaves out keys that hold undefined, with a bigint beside them or not', () => {
    const value = (last: Json): Json => ({ a: undefined as unknown as Json, last });
    expect(stringify(value(1))).toBe('{"last":1}');
    expect(stringify(value(1n))).toBe('{"last":1}');
  });

  it('keeps a key __proto__', () => {
    const value = JSON.parse('{"__proto__":1}') as Json;
    expect(stringify([value, 1n])).toBe('[{"__proto__":1},1]');
  });
});
