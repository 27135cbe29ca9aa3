import { describe, expect, it } from 'vitest';
import { array } from './array.js';
import { object } from './object.js';
import { schemaOf } from './schema-of.js';
import { unsignedLong } from './unsigned-long.js';

describe.each([
  ['byte', 'integer'],
  ['bytes', 'string'],
  ['decimal', 'double'],
  ['short', 'integer'],
  ['unsignedByte', 'integer'],
  ['unsignedInteger', 'long'],
  ['unsignedLong', 'long'],
  ['unsignedShort', 'integer'],
  ['uuid', 'string'],
] as const)('%s', (name, instead) => {
  it('is a schema of DTDL v4', () => {
    expect(schemaOf(name).check(4)).toEqual([]);
    expect(schemaOf(name).toDtdl(4)).toBe(name);
  });

  it.each([2, 3] as const)(
    'is a problem in a model of DTDL v%i, which names the remedy',
    (dtdl) => {
      expect(schemaOf(name).check(dtdl)).toEqual([
        {
          code: 'PNP_SCHEMA_NEEDS_DTDL4',
          message: `${name} is a schema of DTDL v4; the model is held to v${dtdl}`,
          hint: `write dtdl: 4, or use ${instead}`,
        },
      ]);
    },
  );
});

it('is found inside other schemas, and as bigint', () => {
  const schema = object({ list: array('byte'), count: unsignedLong({ as: 'bigint' }) });
  expect(schema.problems).toEqual([]);
  expect(schema.check(3)).toMatchObject([
    { code: 'PNP_SCHEMA_NEEDS_DTDL4', where: { key: 'list.elementSchema' } },
    { code: 'PNP_SCHEMA_NEEDS_DTDL4', where: { key: 'count' } },
  ]);
});
