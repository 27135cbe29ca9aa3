import { describe, expect, it, vi } from 'vitest';
import type { PrimitiveName } from './named-schemas.js';
import { schemaOf } from './schema-of.js';
import { SchemaError } from './schema.js';

/** Values whose JSON form is the value itself. */
const VERBATIM: readonly [PrimitiveName, unknown][] = [
  ['boolean', true],
  ['boolean', false],
  ['double', 0],
  ['double', -1.7976931348623157e308],
  ['double', 5e-324],
  ['float', 3.4028234663852886e38],
  ['float', 0.1],
  ['integer', 2147483647],
  ['integer', -2147483648],
  ['long', 9007199254740991],
  ['long', -9007199254740991],
  ['string', ''],
  ['string', 'ü 漢 "quoted"\n'],
  ['time', '18:00:00'],
  ['time', '18:00'],
  ['time', '23:59:60Z'],
  ['time', '18:00:00.123456+05:30'],
  ['duration', 'PT5M'],
  ['duration', 'P1Y2M3DT4H5M6.789S'],
  ['duration', 'P2W'],
  ['duration', 'PT0S'],
  ['duration', 'P0.5D'],
  ['byte', -128],
  ['byte', 127],
  ['short', -32768],
  ['short', 32767],
  ['unsignedByte', 0],
  ['unsignedByte', 255],
  ['unsignedShort', 65535],
  ['unsignedInteger', 4294967295],
  ['unsignedLong', 0],
  ['unsignedLong', 9007199254740991],
  ['decimal', '0'],
  ['decimal', '-12.50'],
  ['decimal', '+123456789012345678901234567890.000000000000000000001'],
  ['uuid', '123e4567-e89b-12d3-a456-426614174000'],
  ['uuid', 'F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6'],
  ['uuid', '00000000-0000-0000-0000-000000000000'],
];

it.each(VERBATIM)('%s carries %j as it is', (name, value) => {
  const schema = schemaOf(name);
  expect(schema.parse(value)).toBe(value);
  expect(schema.serialize(value)).toBe(value);
});

const REFUSED: readonly [PrimitiveName, unknown][] = [
  ['boolean', 1],
  ['boolean', 'true'],
  ['double', Number.NaN],
  ['double', Number.POSITIVE_INFINITY],
  ['double', '1'],
  ['double', null],
  ['float', 3.5e38],
  ['float', Number.NaN],
  ['integer', 1.5],
  ['integer', 2147483648],
  ['integer', -2147483649],
  ['integer', true],
  ['long', 0.5],
  ['long', Number.NaN],
  ['long', '12'],
  ['string', 1],
  ['string', undefined],
  ['time', '24:00:00'],
  ['time', '18:60:00'],
  ['time', '18:00:00+24:00'],
  ['time', '18:00:00 CET'],
  ['time', '6pm'],
  ['duration', 'P'],
  ['duration', 'PT'],
  ['duration', 'P1DT'],
  ['duration', 'P1W2D'],
  ['duration', 'P0.5DT1H'],
  ['duration', '5m'],
  ['duration', 'PT5M\n'],
  ['byte', 128],
  ['byte', -129],
  ['byte', 1.5],
  ['short', 32768],
  ['unsignedByte', -1],
  ['unsignedByte', 256],
  ['unsignedShort', 65536],
  ['unsignedInteger', 4294967296],
  ['unsignedInteger', -1],
  ['unsignedLong', -1],
  ['unsignedLong', 0.5],
  ['unsignedLong', 9007199254740992],
  ['decimal', 1.5],
  ['decimal', '1e3'],
  ['decimal', '.5'],
  ['decimal', '5.'],
  ['decimal', '1,5'],
  ['decimal', ''],
  ['decimal', '1\n'],
  ['uuid', '123e4567e89b12d3a456426614174000'],
  ['uuid', '{123e4567-e89b-12d3-a456-426614174000}'],
  ['uuid', '123e4567-e89b-12d3-a456-42661417400g'],
  ['bytes', [1, 2]],
  ['bytes', 'not base64!'],
  ['date', '2024-02-30'],
  ['date', '2024-2-3'],
  ['date', '2024-02-29T00:00:00Z'],
  ['dateTime', '2024-02-31T00:00:00Z'],
  ['dateTime', '2023-02-29T00:00:00Z'],
  ['dateTime', '2024-13-01T00:00:00Z'],
  ['dateTime', '2024-01-01T24:00:00Z'],
  ['dateTime', '2024-01-01T00:00:00+24:00'],
  ['dateTime', '2024-01-01'],
  ['dateTime', 'Mon, 01 Jan 2024 00:00:00 GMT'],
  ['dateTime', 1704067200000],
];

it.each(REFUSED)('%s refuses %j', (name, value) => {
  expect(() => schemaOf(name).parse(value)).toThrow(SchemaError);
  expect(() => schemaOf(name).serialize(value)).toThrow(SchemaError);
});

describe('the message of a refusal', () => {
  it('names path, expectation and what was found', () => {
    const read = (): unknown =>
      schemaOf('dateTime').parse('yesterday', { path: 'tempReport.startTime' });
    expect(read).toThrow('tempReport.startTime: expected dateTime, found "yesterday"');
  });

  it.each([
    ['byte', 200, 'expected byte from -128 to 127, found 200'],
    ['unsignedInteger', -1, 'expected unsignedInteger from 0 to 4294967295, found -1'],
    ['unsignedLong', -1, 'expected unsignedLong from 0, found -1'],
    ['decimal', 1.5, 'expected decimal as a text of digits, found 1.5'],
    ['uuid', 'x', 'expected uuid, found "x"'],
  ] as const)('of %s names what there may be', (name, value, message) => {
    expect(() => schemaOf(name).parse(value)).toThrow(message);
    expect(() => schemaOf(name).serialize(value)).toThrow(message);
  });

  it('shortens a long value', () => {
    const read = (): unknown => schemaOf('double').parse('x'.repeat(10_000));
    expect(read).toThrow(/^expected double, found "x{36}\.\.\.$/);
  });

  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [[1, 2], 'an array of 2'],
    [{ a: 1, b: 2 }, 'an object with a, b'],
    [() => 1, 'a function'],
    [new Date(Number.NaN), 'an invalid Date'],
    [new Uint8Array(3), '3 bytes'],
    [12n ** 3n, '1728'],
  ])('describes %s', (value, text) => {
    expect(() => schemaOf('string').parse(value)).toThrow(`expected string, found ${text}`);
  });
});

describe('dateTime', () => {
  const dateTime = schemaOf('dateTime');

  it.each([
    ['2024-02-29T12:30:00Z', '2024-02-29T12:30:00.000Z'],
    ['2024-02-29t12:30:00z', '2024-02-29T12:30:00.000Z'],
    ['2024-02-29T12:30:00.123456789Z', '2024-02-29T12:30:00.123Z'],
    ['2024-02-29T12:30:00.5+01:30', '2024-02-29T11:00:00.500Z'],
    ['2024-01-01T00:00:00-0500', '2024-01-01T05:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('reads %s', (text, utc) => {
    const date = dateTime.parse(text);
    expect(date.toISOString()).toBe(utc);
    expect(dateTime.serialize(date)).toBe(utc);
  });

  it('reads a text without a zone as UTC and warns', () => {
    const warn = vi.fn<(message: string) => void>();
    expect(dateTime.parse('2024-02-29T12:30:00', { path: 'since', warn })).toEqual(
      new Date('2024-02-29T12:30:00Z'),
    );
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      'since: dateTime "2024-02-29T12:30:00" has no zone: read as UTC',
    );
  });

  it('does not warn of a text with a zone', () => {
    const warn = vi.fn<(message: string) => void>();
    dateTime.parse('2024-02-29T12:30:00+00:00', { warn });
    expect(warn).not.toHaveBeenCalled();
  });

  it('does not write an invalid Date, or one beyond four digits of year', () => {
    expect(() => dateTime.serialize(new Date('x'))).toThrow('found an invalid Date');
    expect(() => dateTime.serialize(new Date(8.64e15))).toThrow(SchemaError);
    expect(() => dateTime.serialize('2024-02-29T12:30:00Z')).toThrow(SchemaError);
  });

  it('reads back every instant it writes', () => {
    for (let ms = -62_135_596_800_000; ms < 253_402_300_800_000; ms += 7_654_321_987_654) {
      const date = new Date(ms);
      expect(dateTime.parse(dateTime.serialize(date))).toEqual(date);
    }
  });
});

describe('date', () => {
  const date = schemaOf('date');

  it('is midnight UTC of its day', () => {
    expect(date.parse('2024-02-29')).toEqual(new Date('2024-02-29T00:00:00Z'));
  });

  it('is written as the UTC day', () => {
    expect(date.serialize(new Date('2024-02-29T23:59:59+01:00'))).toBe('2024-02-29');
    expect(date.serialize(new Date('2024-02-29T23:59:59-01:00'))).toBe('2024-03-01');
    expect(() => date.serialize(new Date('x'))).toThrow(SchemaError);
  });
});

describe('schemaOf', () => {
  it('stands in for an unknown name and says what was meant', () => {
    const schema = schemaOf('dobule' as 'double');
    expect(schema.problems).toMatchObject([
      { code: 'PNP_SCHEMA_UNKNOWN', hint: "did you mean 'double'?" },
    ]);
    expect(schema.toDtdl(2)).toBe('dobule');
    expect(() => schema.parse(1)).toThrow(SchemaError);
  });

  it('tells how a class becomes a schema', () => {
    expect(schemaOf(Date as unknown as 'date').problems).toMatchObject([
      { code: 'PNP_SCHEMA_UNKNOWN', hint: expect.stringContaining('objectOf(TheClass)') },
    ]);
  });

  it.each([undefined, null, 'constructor', '__proto__', {}, Number])('knows no %s', (like) => {
    expect(schemaOf(like as 'double').problems).toHaveLength(1);
  });
});
