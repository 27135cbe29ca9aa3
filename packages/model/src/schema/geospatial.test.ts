import { describe, expect, it } from 'vitest';
import type { SchemaName } from './named-schemas.js';
import { schemaOf } from './schema-of.js';

const SQUARE = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];
const HOLE = [
  [0.1, 0.1, 5],
  [0.2, 0.1, 5],
  [0.2, 0.2, 5],
  [0.1, 0.1, 5],
];

const GEOMETRIES: readonly [SchemaName, unknown][] = [
  ['point', { type: 'Point', coordinates: [4.9, 52.4] }],
  ['point', { type: 'Point', coordinates: [4.9, 52.4, -2.5] }],
  ['point', { type: 'Point', coordinates: [1000, -1000] }],
  ['multiPoint', { type: 'MultiPoint', coordinates: [] }],
  ['multiPoint', { type: 'MultiPoint', coordinates: [[4.9, 52.4]] }],
  ['lineString', { type: 'LineString', coordinates: SQUARE }],
  ['multiLineString', { type: 'MultiLineString', coordinates: [SQUARE, HOLE] }],
  ['polygon', { type: 'Polygon', coordinates: [SQUARE, HOLE] }],
  ['multiPolygon', { type: 'MultiPolygon', coordinates: [[SQUARE, HOLE], [SQUARE]] }],
];

it.each(GEOMETRIES)('%s carries %j', (name, geometry) => {
  const schema = schemaOf(name);
  expect(schema.parse(geometry)).toStrictEqual(geometry);
  expect(schema.serialize(geometry)).toStrictEqual(geometry);
});

describe('a geometry', () => {
  it.each([
    ['point', [4.9, 52.4], 'g: expected a GeoJSON Point, found an array of 2'],
    ['point', { coordinates: [4.9, 52.4] }, 'g.type: expected "Point", found nothing'],
    [
      'point',
      { type: 'Polygon', coordinates: [SQUARE] },
      'g.type: expected "Point", found "Polygon"',
    ],
    ['point', { type: 'Point' }, 'g.coordinates: expected an array, found nothing'],
    [
      'point',
      { type: 'Point', coordinates: [4.9] },
      'g.coordinates: expected a position of 2 or 3 numbers, found an array of 1',
    ],
    ['point', { type: 'Point', coordinates: [1, 2, 3, 4] }, 'a position of 2 or 3 numbers'],
    [
      'point',
      { type: 'Point', coordinates: [4.9, Number.NaN] },
      'g.coordinates[1]: expected double, found NaN',
    ],
    [
      'lineString',
      { type: 'LineString', coordinates: [[0, 0]] },
      'g.coordinates: expected a line of at least 2 positions, found an array of 1',
    ],
    [
      'polygon',
      { type: 'Polygon', coordinates: [SQUARE, SQUARE.slice(0, 3)] },
      'g.coordinates[1]: expected a ring of at least 4 positions that ends where it begins',
    ],
    [
      'multiPolygon',
      { type: 'MultiPolygon', coordinates: [[[...SQUARE.slice(0, 3), [0, 1]]]] },
      'g.coordinates[0][0]: expected a ring of at least 4 positions that ends where it begins',
    ],
  ] as const)('as %s is not %j', (name, value, message) => {
    const schema = schemaOf(name);
    expect(() => schema.parse(value, { path: 'g' })).toThrow(message);
    expect(() => schema.serialize(value, { path: 'g' })).toThrow(message);
  });

  it('is read without the members it does not need', () => {
    const json = { type: 'Point', coordinates: [1, 2], bbox: [0, 0, 1, 1], crs: null };
    expect(schemaOf('point').parse(json)).toStrictEqual({ type: 'Point', coordinates: [1, 2] });
  });

  it('has its type from itself, not from a key __proto__', () => {
    expect(() => schemaOf('point').parse(JSON.parse('{"__proto__":{"type":"Point"}}'))).toThrow(
      'expected "Point", found nothing',
    );
  });

  it('is a name in DTDL and holds arrays', () => {
    for (const [name] of GEOMETRIES) {
      expect(schemaOf(name).toDtdl(2)).toBe(name);
      expect(schemaOf(name).holdsArray).toBe(true);
    }
  });
});
