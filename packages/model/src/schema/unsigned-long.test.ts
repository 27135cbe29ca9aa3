import { expect, it } from 'vitest';
import { schemaOf } from './schema-of.js';
import { unsignedLong } from './unsigned-long.js';

const asBigint = unsignedLong({ as: 'bigint' });

it.each([0n, 9007199254740993n, 2n ** 64n - 1n])('carries %s as bigint', (n) => {
  expect(asBigint.parse(n)).toBe(n);
  expect(asBigint.serialize(n)).toBe(n);
});

it('reads an exact number as bigint, and a bigint that a number can hold as a number', () => {
  expect(asBigint.parse(12)).toBe(12n);
  expect(unsignedLong().parse(12n)).toBe(12);
});

it('refuses what is negative or has more than 64 bits', () => {
  expect(() => asBigint.serialize(-1n)).toThrow('unsignedLong of 64 bits');
  expect(() => asBigint.serialize(2n ** 64n)).toThrow('unsignedLong of 64 bits');
  expect(() => asBigint.parse(-1)).toThrow('expected unsignedLong from 0, found -1');
  expect(() => unsignedLong().parse(-1n)).toThrow('expected unsignedLong from 0, found -1');
});

it('refuses as a number what a number cannot hold exactly', () => {
  const read = (): unknown => schemaOf('unsignedLong').parse(9007199254740992);
  expect(read).toThrow('expected unsignedLong, but 9007199254740992 is beyond 2^53-1');
  expect(() => asBigint.parse(9007199254740992)).toThrow('cannot be read exactly');
});

it('is unsignedLong in DTDL, and reports an option it does not know', () => {
  expect(asBigint.toDtdl(4)).toBe('unsignedLong');
  const schema = unsignedLong({ as: 'string' } as unknown as { as: 'bigint' });
  expect(schema.problems).toMatchObject([
    { code: 'PNP_SCHEMA_UNKNOWN', hint: expect.stringContaining("unsignedLong({ as: 'bigint' })") },
  ]);
});
