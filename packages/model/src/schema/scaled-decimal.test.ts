import { expect, it } from 'vitest';
import { object } from './object.js';
import { schemaOf } from './schema-of.js';

const scaledDecimal = schemaOf('scaledDecimal');

it('is carried as an object of its scale and its digits', () => {
  const value = { scale: 7, value: '1234.56' };
  expect(scaledDecimal.parse(value)).toStrictEqual(value);
  expect(scaledDecimal.serialize(value)).toStrictEqual(value);
});

it('has a scale of 16 bits and digits as a text', () => {
  expect(() => scaledDecimal.parse({ scale: 40_000, value: '1' })).toThrow('scale: expected short');
  expect(() => scaledDecimal.parse({ scale: 1, value: 12 })).toThrow('value: expected decimal');
  expect(() => scaledDecimal.serialize('12')).toThrow('expected an object');
});

it('is one problem in a model of DTDL v3, and none in v4', () => {
  const schema = object({ distance: 'scaledDecimal' });
  expect(schema.check(4)).toEqual([]);
  expect(schema.check(3)).toMatchObject([
    { code: 'PNP_SCHEMA_NEEDS_DTDL4', where: { key: 'distance' } },
  ]);
  expect(schema.toDtdl(4)).toMatchObject({
    fields: [{ name: 'distance', schema: 'scaledDecimal' }],
  });
});
