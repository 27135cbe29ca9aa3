import { booleanSchema } from './boolean.js';
import { dateTimeSchema } from './date-time.js';
import { dateSchema } from './date.js';
import { durationSchema } from './duration.js';
import { longSchema } from './long.js';
import { doubleSchema, floatSchema, integerSchema } from './number.js';
import type { Schema } from './schema.js';
import { stringSchema } from './string.js';
import { timeSchema } from './time.js';
import { unknownSchema } from './unknown.js';

/** The TypeScript values of the primitives an author writes by name. */
interface PrimitiveValues {
  boolean: boolean;
  date: Date;
  dateTime: Date;
  double: number;
  duration: string;
  float: number;
  integer: number;
  long: number;
  string: string;
  time: string;
}

/** DTDL's name of a primitive schema. */
export type PrimitiveName = keyof PrimitiveValues;

const PRIMITIVES: { readonly [K in PrimitiveName]: Schema<PrimitiveValues[K]> } = {
  boolean: booleanSchema,
  date: dateSchema,
  dateTime: dateTimeSchema,
  double: doubleSchema,
  duration: durationSchema,
  float: floatSchema,
  integer: integerSchema,
  long: longSchema,
  string: stringSchema,
  time: timeSchema,
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
