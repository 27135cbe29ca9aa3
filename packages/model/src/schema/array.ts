import type { JsonObject } from '../json.js';
import { defineSchema } from './define-schema.js';
import { atIndex, mismatch } from './mismatch.js';
import { schemaOf, type Infer, type SchemaLike } from './schema-of.js';
import type { ReadSchema } from './schema-from-dtdl.js';
import type { Schema, SchemaContext } from './schema.js';

/** A list of values of one schema: `array('double')` is `number[]`. */
export function array<const S extends SchemaLike>(element: S): Schema<Infer<S>[]> {
  const inner = schemaOf(element);
  return defineSchema({
    kind: 'Array',
    parse: (json, context) =>
      elements(json, context).map((item, index) => inner.parse(item, atIndex(context, index))),
    serialize: (value, context) =>
      elements(value, context).map((item, index) => inner.serialize(item, atIndex(context, index))),
    toDtdl: (version) => ({ '@type': 'Array', elementSchema: inner.toDtdl(version) }),
    children: [{ key: 'elementSchema', schema: inner }],
    holdsArray: true,
  });
}

/** Reads an Array schema of a DTDL document. */
export function arrayFromDtdl(model: JsonObject, read: ReadSchema): Schema {
  return array(read(model['elementSchema']));
}

function elements(value: unknown, context: SchemaContext | undefined): unknown[] {
  // Array.from: a hole would be skipped by map and never checked.
  if (Array.isArray(value)) return Array.from(value);
  throw mismatch('an array', value, context);
}
