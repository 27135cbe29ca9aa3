import { NAMED_SCHEMAS, type NamedValues, type SchemaName } from './named-schemas.js';
import type { Schema } from './schema.js';
import { unknownSchema } from './unknown.js';

/** What stands for a schema wherever an author writes one: `'double'`, or what `object()` and the like return. */
export type SchemaLike = SchemaName | Schema;

/** The TypeScript value of a schema: `Infer<'dateTime'>` is `Date`, `Infer<typeof TempReport>` its object. */
export type Infer<S> = S extends SchemaName
  ? NamedValues[S]
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
  if (isSchemaName(like)) return NAMED_SCHEMAS[like];
  return unknownSchema(like, Object.keys(NAMED_SCHEMAS));
}

/** By its shape: two copies of this package in one process know each other's schemas. */
export function isSchema(value: unknown): value is Schema {
  if (typeof value !== 'object' || value === null) return false;
  return 'parse' in value && 'serialize' in value && 'toDtdl' in value;
}

function isSchemaName(value: unknown): value is SchemaName {
  return typeof value === 'string' && Object.hasOwn(NAMED_SCHEMAS, value);
}
