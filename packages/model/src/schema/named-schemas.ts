import { booleanSchema } from './boolean.js';
import { bytesSchema, type Bytes } from './bytes.js';
import { dateTimeSchema } from './date-time.js';
import { dateSchema } from './date.js';
import { decimalSchema } from './decimal.js';
import { durationSchema } from './duration.js';
import type {
  LineString,
  MultiLineString,
  MultiPoint,
  MultiPolygon,
  Point,
  Polygon,
} from './geojson.js';
import {
  lineStringSchema,
  multiLineStringSchema,
  multiPointSchema,
  multiPolygonSchema,
  pointSchema,
  polygonSchema,
} from './geospatial.js';
import {
  byteSchema,
  integerSchema,
  shortSchema,
  unsignedByteSchema,
  unsignedIntegerSchema,
  unsignedShortSchema,
} from './integer.js';
import { longSchema } from './long.js';
import { doubleSchema, floatSchema } from './number.js';
import type { Schema } from './schema.js';
import { scaledDecimalSchema, type ScaledDecimal } from './scaled-decimal.js';
import { stringSchema } from './string.js';
import { timeSchema } from './time.js';
import { unsignedLongSchema } from './unsigned-long.js';
import { uuidSchema } from './uuid.js';

/** The TypeScript values of DTDL's primitives. */
interface PrimitiveValues {
  boolean: boolean;
  byte: number;
  bytes: Bytes;
  date: Date;
  dateTime: Date;
  decimal: string;
  double: number;
  duration: string;
  float: number;
  integer: number;
  long: number;
  short: number;
  string: string;
  time: string;
  unsignedByte: number;
  unsignedInteger: number;
  unsignedLong: number;
  unsignedShort: number;
  uuid: string;
}

/** The TypeScript values of the schemas an author writes by name. */
export interface NamedValues extends PrimitiveValues {
  lineString: LineString;
  multiLineString: MultiLineString;
  multiPoint: MultiPoint;
  multiPolygon: MultiPolygon;
  point: Point;
  polygon: Polygon;
  scaledDecimal: ScaledDecimal;
}

/** DTDL's name of a primitive schema. */
export type PrimitiveName = keyof PrimitiveValues;

/** A schema that is written by its name alone: a primitive, a geospatial one or `scaledDecimal`. */
export type SchemaName = keyof NamedValues;

export const NAMED_SCHEMAS: { readonly [K in SchemaName]: Schema<NamedValues[K]> } = {
  boolean: booleanSchema,
  byte: byteSchema,
  bytes: bytesSchema,
  date: dateSchema,
  dateTime: dateTimeSchema,
  decimal: decimalSchema,
  double: doubleSchema,
  duration: durationSchema,
  float: floatSchema,
  integer: integerSchema,
  long: longSchema,
  short: shortSchema,
  string: stringSchema,
  time: timeSchema,
  unsignedByte: unsignedByteSchema,
  unsignedInteger: unsignedIntegerSchema,
  unsignedLong: unsignedLongSchema,
  unsignedShort: unsignedShortSchema,
  uuid: uuidSchema,
  lineString: lineStringSchema,
  multiLineString: multiLineStringSchema,
  multiPoint: multiPointSchema,
  multiPolygon: multiPolygonSchema,
  point: pointSchema,
  polygon: polygonSchema,
  scaledDecimal: scaledDecimalSchema,
};
