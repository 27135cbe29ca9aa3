import { describe, expect, it } from 'vitest';
import { parseQuery, parseTargets } from './parse-query.js';
import { QueryError } from './query-error.js';

describe('a query', () => {
  it('is understood whatever the case of its keywords', () => {
    expect(parseQuery("select * From Devices wHere tags.a = 'x'")).toEqual({
      from: 'devices',
      where: {
        kind: 'comparison',
        operator: '=',
        left: { kind: 'path', path: ['tags', 'a'] },
        right: { kind: 'literal', value: 'x' },
      },
      groupBy: [],
      orderBy: [],
    });
  });

  it('selects with and without names', () => {
    const { select, top } = parseQuery(
      'SELECT TOP 5 deviceId, properties.reported.a AS b, COUNT() AS n, MAX(tags.c) FROM devices GROUP BY deviceId, properties.reported.a',
    );
    expect(top).toBe(5);
    expect(select).toEqual([
      { as: 'deviceId', path: ['deviceId'] },
      { as: 'b', path: ['properties', 'reported', 'a'] },
      { as: 'n', aggregate: 'count' },
      { as: '$4', aggregate: 'max', path: ['tags', 'c'] },
    ]);
  });

  it('has names with any character between double brackets, and escapes in texts', () => {
    const { where } = parseQuery(
      String.raw`SELECT * FROM devices WHERE configurations.[[a b.c]].status = "it\'s \u0041"`,
    );
    expect(where).toMatchObject({
      left: { path: ['configurations', 'a b.c', 'status'] },
      right: { value: "it's A" },
    });
  });

  it.each([
    ['', 1],
    ['SELECT', 7],
    ['SELECT * FROM twins', 15],
    ['SELECT * FROM devices WHERE', 28],
    ['SELECT * FROM devices WHERE a = ', 33],
    ["SELECT * FROM devices WHERE a = 'x", 33],
    ['SELECT * FROM devices WHERE a ~ 1', 31],
    ['SELECT * FROM devices WHERE nothing(a)', 36],
    ['SELECT * FROM devices WHERE a IN [1, 2', 39],
    ['SELECT * FROM devices ORDER tags.a', 29],
    ['SELECT * FROM devices; DROP', 22],
    ['SELECT *, deviceId FROM devices', 9],
  ])('%j is refused at position %i', (text, position) => {
    expect(() => parseQuery(text)).toThrow(expect.objectContaining({ position }));
  });

  it('selects nothing that differs within a group', () => {
    expect(() => parseQuery('SELECT deviceId, COUNT() AS n FROM devices')).toThrow(QueryError);
    expect(() => parseQuery('SELECT * FROM devices GROUP BY tags.a')).toThrow(QueryError);
    expect(() => parseQuery('SELECT COUNT() AS n FROM devices.jobs')).toThrow(QueryError);
  });

  it('nested too deeply is refused, not run out of stack', () => {
    for (const nested of ['('.repeat(5000), 'NOT '.repeat(5000)]) {
      expect(() => parseQuery(`SELECT * FROM devices WHERE ${nested}a`)).toThrow(/levels/u);
    }
  });

  it('has lists of names with any character', () => {
    const { where } = parseQuery('SELECT * FROM devices WHERE a IN [[[b c]], [[d[e]]]');
    expect(where).toMatchObject({
      kind: 'in',
      among: [
        { kind: 'path', path: ['b c'] },
        { kind: 'path', path: ['d[e'] },
      ],
    });
  });

  it('is as long as it may be, and the names in it as those of twins', () => {
    const names = (bytes: number) => `SELECT * FROM devices WHERE [[${'n'.repeat(bytes)}]]`;
    expect(parseQuery(names(1024)).where).toMatchObject({ kind: 'value' });
    expect(() => parseQuery(names(1025))).toThrow(QueryError);
    const query = 'SELECT * FROM devices';
    expect(parseQuery(query.padEnd(32 * 1024)).from).toBe('devices');
    expect(() => parseQuery(query.padEnd(32 * 1024 + 1))).toThrow(/at most 32768 characters/u);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'calls no function %s, which no query has',
    (name) => {
      expect(() => parseQuery(`SELECT * FROM devices WHERE ${name}(a)`)).toThrow(QueryError);
    },
  );
});

describe('a condition of targets', () => {
  it.each([
    ['*', 'devices'],
    ["tags.a = 'x'", 'devices'],
    ['FROM devices.modules WHERE tags.a', 'devices.modules'],
    ['from devices.modules', 'devices.modules'],
  ])('%j is about %s', (text, from) => {
    expect(parseTargets(text).from).toBe(from);
  });

  it.each(['', 'FROM devices.jobs', 'FROM devices tags.a', "tags.a = 'x' ORDER BY a"])(
    '%j is none',
    (text) => {
      expect(() => parseTargets(text)).toThrow(QueryError);
    },
  );
});
