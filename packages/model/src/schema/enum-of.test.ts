import { describe, expect, it } from 'vitest';
import { enumOf } from './enum-of.js';
import type { Schema } from './schema.js';

enum Level {
  Low = 1,
  High = 2,
}

/** As untyped code would call it. */
const faulty = (...args: unknown[]): Schema => {
  const schema: Schema = Reflect.apply(enumOf, undefined, args);
  return schema;
};

describe('enumOf', () => {
  it('takes texts as names and values', () => {
    expect(enumOf('auto', 'manual').toDtdl(2)).toEqual({
      '@type': 'Enum',
      valueSchema: 'string',
      enumValues: [
        { name: 'auto', enumValue: 'auto' },
        { name: 'manual', enumValue: 'manual' },
      ],
    });
  });

  it('takes names and values apart', () => {
    expect(enumOf({ off: 0, on: 1 }).toDtdl(2)).toEqual({
      '@type': 'Enum',
      valueSchema: 'integer',
      enumValues: [
        { name: 'off', enumValue: 0 },
        { name: 'on', enumValue: 1 },
      ],
    });
  });

  it('takes a numeric TypeScript enum without its reverse names', () => {
    const schema = enumOf(Level);
    expect(schema.problems).toEqual([]);
    expect(schema.toDtdl(2)).toMatchObject({
      enumValues: [
        { name: 'Low', enumValue: 1 },
        { name: 'High', enumValue: 2 },
      ],
    });
  });

  it('carries its values and nothing else', () => {
    const Switch = enumOf({ off: 0, on: 1 });
    expect(Switch.parse(1)).toBe(1);
    expect(Switch.serialize(0)).toBe(0);
    for (const found of ['on', '1', 2, true, null, undefined]) {
      expect(() => Switch.parse(found)).toThrow('expected one of 0, 1, found');
    }
  });

  it.each([
    [[], 'no values'],
    [[{}], 'no values'],
    [['a', 'a'], 'the value "a" twice'],
    [[{ a: 1, b: 1 }], 'the value 1 twice'],
    [[{ a: 1, b: 'x' }], 'mixes texts and numbers'],
    [[{ a: 1.5 }], 'neither a text nor an integer'],
    [[{ a: 2 ** 31 }], 'neither a text nor an integer'],
    [[{ a: null }], 'neither a text nor an integer'],
  ])('reports the fault in %j', (args, message) => {
    const problems = faulty(...args).problems;
    expect(problems.map((problem) => problem.code)).toContain('PNP_SCHEMA_BAD_ENUM');
    expect(problems.map((problem) => problem.message).join()).toContain(message);
  });

  it('asks for a name where a value is none', () => {
    expect(enumOf('very-fast').check(2)).toMatchObject([
      {
        code: 'PNP_MODEL_BAD_NAME',
        hint: expect.stringContaining('enumOf({ someName: "very-fast"'),
      },
    ]);
  });
});
