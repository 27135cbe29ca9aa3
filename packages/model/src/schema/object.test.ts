import { describe, expect, it, vi } from 'vitest';
import { array } from './array.js';
import { enumOf } from './enum-of.js';
import { map } from './map.js';
import { object } from './object.js';
import { optional } from './optional.js';

const Report = object({
  maxTemp: 'double',
  startTime: { schema: 'dateTime', displayName: 'Start Time' },
  note: optional('string'),
  tags: { schema: optional(array('string')), description: 'Tags' },
});

describe('an object', () => {
  it('is read and written field by field', () => {
    const value = { maxTemp: 1, startTime: new Date(0), note: 'x', tags: ['a'] };
    const json = { maxTemp: 1, startTime: '1970-01-01T00:00:00.000Z', note: 'x', tags: ['a'] };
    expect(Report.serialize(value)).toEqual(json);
    expect(Report.parse(json)).toEqual(value);
  });

  it('leaves out optional fields that are absent, undefined or null', () => {
    const json = { maxTemp: 1, startTime: '1970-01-01T00:00:00Z', note: null };
    expect(Report.parse(json)).toStrictEqual({ maxTemp: 1, startTime: new Date(0) });
    const value = { maxTemp: 1, startTime: new Date(0), note: undefined, tags: null };
    expect(Report.serialize(value)).toStrictEqual({
      maxTemp: 1,
      startTime: '1970-01-01T00:00:00.000Z',
    });
  });

  it('names a required field that is missing', () => {
    expect(() => Report.parse({ maxTemp: 1 }, { path: 'tempReport' })).toThrow(
      'tempReport.startTime: expected dateTime, found nothing',
    );
  });

  it('names the path to a nested fault', () => {
    const Nested = object({ list: array(object({ by: map('double') })) });
    const json = { list: [{ by: { a: 1 } }, { by: { 'b c': 'x' } }] };
    expect(() => Nested.parse(json)).toThrow('list[1].by["b c"]: expected double, found "x"');
  });

  it('ignores fields it does not have', () => {
    expect(object({ a: 'double' }).parse({ a: 1, later: true })).toStrictEqual({ a: 1 });
  });

  it.each([null, [], 'x', 1, undefined])('is not %j', (json) => {
    expect(() => Report.parse(json)).toThrow('expected an object');
    expect(() => Report.serialize(json)).toThrow('expected an object');
  });

  it('takes an instance of a class with accessors', () => {
    class Measured {
      get a(): number {
        return 1;
      }
    }
    expect(object({ a: 'double' }).serialize(new Measured())).toEqual({ a: 1 });
  });

  it('never reads what an object inherits', () => {
    const Odd = object({ toString: optional('string') });
    expect(Odd.parse({})).toStrictEqual({});
  });

  it('hands warnings on from inside', () => {
    const warn = vi.fn<(message: string) => void>();
    Report.parse({ maxTemp: 1, startTime: '1970-01-01T00:00:00' }, { path: 'r', warn });
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^r\.startTime: /));
  });

  it('writes its fields in the order of the author, with what they say', () => {
    expect(JSON.stringify(Report.toDtdl(2))).toBe(
      '{"@type":"Object","fields":[{"name":"maxTemp","schema":"double"},' +
        '{"name":"startTime","displayName":"Start Time","schema":"dateTime"},' +
        '{"name":"note","schema":"string"},' +
        '{"name":"tags","description":"Tags","schema":{"@type":"Array","elementSchema":"string"}}]}',
    );
  });

  it('says something about itself', () => {
    expect(object({ a: 'double' }, { displayName: 'A', comment: 'c' }).toDtdl(2)).toEqual({
      '@type': 'Object',
      displayName: 'A',
      comment: 'c',
      fields: [{ name: 'a', schema: 'double' }],
    });
  });

  it('collects the faults inside it with their places', () => {
    const faulty = object({
      a: 'dobule' as 'double',
      b: array(enumOf(...([] as unknown as ['x']))),
    });
    expect(faulty.problems).toMatchObject([
      { code: 'PNP_SCHEMA_UNKNOWN', where: { key: 'a' } },
      { code: 'PNP_SCHEMA_BAD_ENUM', where: { key: 'b.elementSchema' } },
    ]);
  });
});

describe('a map', () => {
  const Rates = map('dateTime');

  it('carries any key, __proto__ too, without touching a prototype', () => {
    const json = JSON.parse(
      '{"__proto__":"1970-01-01T00:00:00Z","constructor":"1970-01-01T00:00:00Z"}',
    );
    const value = Rates.parse(json);
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(Rates.serialize(value) as object)).toEqual(['__proto__', 'constructor']);
  });

  it('leaves out keys that hold undefined', () => {
    expect(map('double').serialize({ a: 1, b: undefined })).toStrictEqual({ a: 1 });
  });

  it.each([[new Map([['a', 1]])], [new Date(0)], [[1]], [null]])('is not %s', (value) => {
    expect(() => map('double').serialize(value)).toThrow('expected a plain object');
  });

  it('names its key and value in DTDL', () => {
    expect(map('string', { key: 'moduleName', value: 'moduleState' }).toDtdl(2)).toEqual({
      '@type': 'Map',
      mapKey: { name: 'moduleName', schema: 'string' },
      mapValue: { name: 'moduleState', schema: 'string' },
    });
  });
});

describe('an array', () => {
  it('checks every element, holes too', () => {
    expect(array('double').serialize([1, 2])).toEqual([1, 2]);
    // oxlint-disable-next-line no-sparse-arrays -- the hole is the case
    expect(() => array('double').serialize([1, , 3])).toThrow(
      '[1]: expected double, found nothing',
    );
    expect(() => array('double').parse({ length: 0 })).toThrow('expected an array');
  });
});
