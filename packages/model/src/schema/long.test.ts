import { expect, it } from 'vitest';
import { long } from './long.js';
import { schemaOf } from './schema-of.js';

const asBigint = long({ as: 'bigint' });

it('refuses as a number what a number cannot hold exactly', () => {
  const read = (): unknown => schemaOf('long').parse(9007199254740992, { path: 'energy' });
  expect(read).toThrow('energy: expected long, but 9007199254740992 is beyond 2^53-1');
  expect(read).toThrow('cannot be read exactly');
  expect(() => schemaOf('long').parse(9007199254740993n)).toThrow('cannot be read exactly');
});

it('reads a bigint that a number can hold as a number', () => {
  expect(long().parse(12n)).toBe(12);
  expect(schemaOf('double').parse(12n)).toBe(12);
});

it.each([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n])('carries %s as bigint', (n) => {
  expect(asBigint.parse(n)).toBe(n);
  expect(asBigint.serialize(n)).toBe(n);
});

it('reads an exact number as bigint', () => {
  expect(asBigint.parse(12)).toBe(12n);
  expect(() => asBigint.parse(9007199254740992)).toThrow('cannot be read exactly');
  expect(() => asBigint.parse(1.5)).toThrow('expected long, found 1.5');
});

it('refuses more than 64 bits', () => {
  expect(() => asBigint.serialize(2n ** 63n)).toThrow('long of 64 bits');
  expect(() => asBigint.parse(-(2n ** 63n) - 1n)).toThrow('long of 64 bits');
});

it('is long in DTDL', () => {
  expect(asBigint.toDtdl(2)).toBe('long');
});

it('reports an option it does not know', () => {
  const schema = long({ as: 'string' } as unknown as { as: 'bigint' });
  expect(schema.problems).toMatchObject([{ code: 'PNP_SCHEMA_UNKNOWN' }]);
  expect(schema.toDtdl(2)).toBe('long({ as: "string" })');
});
