import type { JsonObject } from '@iotpnp/model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.js';
import { runQuery } from './run-query.js';

const ROWS: readonly JsonObject[] = [
  { deviceId: 'a', tags: { place: 'north', floor: 1 }, properties: { reported: { t: 20 } } },
  { deviceId: 'b', tags: { place: 'south', floor: 2 }, properties: { reported: { t: 25 } } },
  { deviceId: 'c', tags: { place: 'south' }, properties: { reported: { t: 'hot', on: true } } },
  {
    deviceId: 'd',
    tags: {},
    properties: { reported: { none: null, list: [1] } },
    statusReason: null,
  },
];

function run(text: string): readonly JsonObject[] {
  return runQuery(parseQuery(text), ROWS).map(({ result }) => result);
}

function ids(where: string): string {
  return run(`SELECT * FROM devices WHERE ${where}`)
    .map(({ deviceId }) => deviceId as string)
    .join('');
}

describe('a condition', () => {
  it.each([
    ["tags.place = 'south'", 'bc'],
    ["tags.place != 'south'", 'a'],
    ["tags.place <> 'south'", 'a'],
    ["NOT tags.place = 'south'", 'a'],
    ['tags.floor >= 2', 'b'],
    ['tags.floor < 2', 'a'],
    ["properties.reported.t > 20 OR deviceId = 'a'", 'ab'],
    ["deviceId = 'a' OR deviceId = 'b' AND tags.floor = 1", 'a'],
    ["(deviceId = 'a' OR deviceId = 'b') AND tags.floor = 2", 'b'],
    ["NOT deviceId = 'a' AND tags.floor = 2", 'b'],
    ["deviceId IN ['a', 'd', 'x']", 'ad'],
    ["tags.place NIN ['north']", 'bc'],
    ["tags.place NOT IN ['north']", 'bc'],
    ['is_defined(tags.floor)', 'ab'],
    ['NOT is_defined(tags.floor)', 'cd'],
    ['is_null(properties.reported.none)', 'd'],
    ['properties.reported.none = null', 'd'],
    ['is_string(properties.reported.t)', 'c'],
    ['is_number(properties.reported.t)', 'ab'],
    ['is_bool(properties.reported.on)', 'c'],
    ['is_object(tags)', 'abcd'],
    ['is_array(properties.reported.list)', 'd'],
    ['is_primitive(properties.reported.none)', 'd'],
    ["startswith(tags.place, 'no')", 'a'],
    ["STARTS_WITH(tags.place, 'so')", 'bc'],
    ["endswith(tags.place, 'th')", 'abc'],
    ["contains(tags.place, 'ou')", 'bc'],
    ['properties.reported.on', 'c'],
    ["DeviceId = 'b'", 'b'],
    ["devices.deviceId = 'b'", 'b'],
    ['tags.floor = -1', ''],
    ['tags.floor = 0x2', 'b'],
    ['tags = tags', ''],
    ['tags.floor = tags.floor', 'ab'],
    ["tags.floor = '1'", ''],
  ])('%s is met by %j', (where, expected) => {
    expect(ids(where)).toBe(expected);
  });
});

it('a condition of many parts is evaluated', () => {
  const many = Array.from({ length: 1500 }, (_, at) => `tags.floor = ${at}`);
  expect(ids(many.join(' OR '))).toBe('ab');
  expect(ids(many.join(' AND '))).toBe('');
});

describe('results', () => {
  it('are the rows themselves with *, and what was selected with names', () => {
    expect(run("SELECT * FROM devices WHERE deviceId = 'a'")).toEqual([ROWS[0]]);
    expect(run('SELECT deviceId AS id, tags.floor FROM devices')).toEqual([
      { id: 'a', floor: 1 },
      { id: 'b', floor: 2 },
      { id: 'c' },
      { id: 'd' },
    ]);
  });

  it('are one a group, with aggregates over it', () => {
    expect(
      run('SELECT tags.place AS place, COUNT() AS n FROM devices GROUP BY tags.place'),
    ).toEqual([{ place: 'north', n: 1 }, { place: 'south', n: 2 }, { n: 1 }]);
    expect(
      run(
        'SELECT COUNT() AS n, AVG(tags.floor) AS avg, SUM(tags.floor) AS sum, MIN(tags.floor) AS min, MAX(tags.floor) AS max FROM devices',
      ),
    ).toEqual([{ n: 4, avg: 1.5, sum: 3, min: 1, max: 2 }]);
    expect(run('SELECT COUNT() AS n, AVG(tags.x) AS avg FROM devices WHERE false')).toEqual([
      { n: 0 },
    ]);
  });

  it('are in the order asked for, what is not there first', () => {
    const order = (by: string) =>
      run(`SELECT deviceId FROM devices ORDER BY ${by}`)
        .map(({ deviceId }) => deviceId as string)
        .join('');
    expect(order('properties.reported.t')).toBe('dabc');
    expect(order('tags.place DESC, deviceId DESC')).toBe('cbad');
  });

  it('are at most so many as TOP says', () => {
    expect(run('SELECT TOP 2 * FROM devices')).toHaveLength(2);
  });
});

describe('against a plain filter', () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', 'b', true, false));
  const row = fc.record({ x: value, y: value }, { requiredKeys: [] });
  const written = (each: unknown): string =>
    typeof each === 'string' ? `'${each}'` : String(each);
  type Test = readonly [text: string, met: (row: Record<string, unknown>) => boolean | undefined];
  const SIGNS = {
    '=': (a: unknown, b: unknown) => a === b,
    '<>': (a: unknown, b: unknown) => a !== b,
    '<': (a: unknown, b: unknown) => (a as number) < (b as number),
    '>=': (a: unknown, b: unknown) => (a as number) >= (b as number),
  };
  const leaf = fc
    .tuple(
      fc.constantFrom('x', 'y'),
      fc.constantFrom<keyof typeof SIGNS>('=', '<>', '<', '>='),
      value,
    )
    .map(([name, sign, right]): Test => [
      `${name} ${sign} ${written(right)}`,
      (each) => (typeof each[name] === typeof right ? SIGNS[sign](each[name], right) : undefined),
    ]);
  const { test } = fc.letrec<{ test: Test }>((tie) => ({
    test: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie('test').map(([text, met]): Test => [
        `NOT (${text})`,
        (each) => {
          const truth = met(each);
          return truth === undefined ? undefined : !truth;
        },
      ]),
      fc
        .tuple(tie('test'), fc.constantFrom('AND', 'OR'), tie('test'))
        .map(([[left, metLeft], word, [right, metRight]]): Test => [
          `(${left}) ${word} (${right})`,
          (each) => {
            const truths = new Set([metLeft(each), metRight(each)]);
            const winning = word === 'OR';
            if (truths.has(winning)) return winning;
            return truths.has(undefined) ? undefined : !winning;
          },
        ]),
    ),
  }));

  it('the same rows are found', () => {
    fc.assert(
      fc.property(fc.array(row), test, (rows, [text, met]) => {
        const found = runQuery(parseQuery(`SELECT * FROM devices WHERE ${text}`), rows);
        expect(found.map(({ result }) => result)).toEqual(
          rows.filter((each) => met(each) === true),
        );
      }),
    );
  });
});
