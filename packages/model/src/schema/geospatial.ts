import { isJsonObject, type Json } from '../json.js';
import { arraySchema } from './array-schema.js';
import { defineSchema } from './define-schema.js';
import type {
  LineString,
  MultiLineString,
  MultiPoint,
  MultiPolygon,
  Point,
  Polygon,
  Position,
} from './geojson.js';
import { atKey, mismatch } from './mismatch.js';
import { doubleSchema } from './number.js';
import type { Schema, SchemaContext } from './schema.js';

/*
 * The geospatial schemas of DTDL v2, v3 and v4: GeoJSON geometries (RFC 7946, section 3.1). Numbers beyond the
 * degrees of the globe are let through: neither specification sets bounds. Members other than `type` and
 * `coordinates` are ignored.
 */

const position: Schema<Position> = checkedArray(doubleSchema, {
  expected: 'a position of 2 or 3 numbers',
  fits: (items) => items.length === 2 || items.length === 3,
});
const line: Schema<Position[]> = checkedArray(position, {
  expected: 'a line of at least 2 positions',
  fits: (items) => items.length >= 2,
});
const ring: Schema<Position[]> = checkedArray(position, {
  expected: 'a ring of at least 4 positions that ends where it begins',
  fits: (items) => items.length >= 4 && String(items[0]) === String(items.at(-1)),
});
const rings = arraySchema(ring);

export const pointSchema: Schema<Point> = geometry('point', 'Point', position);
export const multiPointSchema: Schema<MultiPoint> = geometry(
  'multiPoint',
  'MultiPoint',
  arraySchema(position),
);
export const lineStringSchema: Schema<LineString> = geometry('lineString', 'LineString', line);
export const multiLineStringSchema: Schema<MultiLineString> = geometry(
  'multiLineString',
  'MultiLineString',
  arraySchema(line),
);
export const polygonSchema: Schema<Polygon> = geometry('polygon', 'Polygon', rings);
export const multiPolygonSchema: Schema<MultiPolygon> = geometry(
  'multiPolygon',
  'MultiPolygon',
  arraySchema(rings),
);

/** Its one child makes it count as many levels as the standard's own definition, which is an object of arrays. */
function geometry<T extends string, C>(
  kind: string,
  type: T,
  coordinates: Schema<C>,
): Schema<{ type: T; coordinates: C }> {
  const convert = <V>(
    value: unknown,
    context: SchemaContext | undefined,
    inner: (value: unknown, context: SchemaContext) => V,
  ): { type: T; coordinates: V } => {
    if (!isJsonObject(value)) throw mismatch(`a GeoJSON ${type}`, value, context);
    const found = value['type'];
    if (found !== type) throw mismatch(JSON.stringify(type), found, atKey(context, 'type'));
    return { type, coordinates: inner(value['coordinates'], atKey(context, 'coordinates')) };
  };
  return defineSchema({
    kind,
    parse: (json, context) => convert(json, context, (inner, at) => coordinates.parse(inner, at)),
    serialize: (value, context) =>
      convert(value, context, (inner, at) => coordinates.serialize(inner, at)),
    toDtdl: () => kind,
    children: [{ key: 'coordinates', schema: coordinates }],
  });
}

/** An Array schema with a rule of its own, for values and for their JSON forms alike. */
function checkedArray<V extends unknown[]>(
  element: Schema,
  rule: { readonly expected: string; readonly fits: (items: readonly unknown[]) => boolean },
): Schema<V> {
  const list = arraySchema(element);
  const checked = <T extends unknown[] | Json>(items: T, context?: SchemaContext): T => {
    if (!Array.isArray(items) || !rule.fits(items)) throw mismatch(rule.expected, items, context);
    return items;
  };
  return Object.freeze({
    ...list,
    parse: (json: unknown, context?: SchemaContext) =>
      checked(list.parse(json, context), context) as V,
    serialize: (value: unknown, context?: SchemaContext) =>
      checked(list.serialize(value, context), context),
  });
}
