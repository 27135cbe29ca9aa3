import { booleanSchema } from './boolean.js';
import { bytesSchema, type Bytes } from './bytes.js';
import { dateTimeSchema } from './date-time.js';
import { dateSchema } from './date.js';
import { decimalSchema } from './decimal.js';
import { durationSchema } from './duration.js';
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
import { stringSchema } from './string.js';
import { timeSchema } from './time.js';
import { unknownSchema } from './unknown.js';
import { unsignedLongSchema } from './unsigned-long.js';
import { uuidSchema } from './uuid.js';

/** The TypeScript values of the primitives an author writes by name. */
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

/** DTDL's name of a primitive schema. */
export type PrimitiveName = keyof PrimitiveValues;

const PRIMITIVES: { readonly [K in PrimitiveName]: Schema<PrimitiveValues[K]> } = {
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
};

/** What stands for a schema wherever an author writes one: `'double'`, or what `object()` and the like return. */
export type SchemaLike = PrimitiveName | Schema;

/** The TypeScript value of a schema: `Infer<'dateTime'>` is `Date`, `Infer<typeof TempReport>` its object. */
export type Infer<S> = S extends PrimitiveName
  ? PrimitiveValues[S]
  : S extends Schema<infer V>
    ? V
    : never;

/** The schema that was meant. What is no schema becomes one that carries the problem `PNP_SCHEMA_UNKNOWN`. */
export function schemaOf<const S extends SchemaLike>(like: S): Schema<Infer<S>>;
export function schemaOf(like: SchemaLike): Schema {
  return resolveSchema(like);
}

/** As {@link schemaOf}, for what comes from a file or from untyped code. */
export function resolveSchema(like: unknown): Schema {
  if (isSchema(like)) return like;
  if (isPrimitiveName(like)) return PRIMITIVES[like];
  return unknownSchema(like, Object.keys(PRIMITIVES));
}

/** By its shape: two copies of this package in one process know each other's schemas. */
export function isSchema(value: unknown): value is Schema {
  if (typeof value !== 'object' || value === null) return false;
  return 'parse' in value && 'serialize' in value && 'toDtdl' in value;
}

function isPrimitiveName(value: unknown): value is PrimitiveName {
  return typeof value === 'string' && Object.hasOwn(PRIMITIVES, value);
}
