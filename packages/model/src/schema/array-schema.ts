import { defineSchema } from './define-schema.js';
import { atIndex, mismatch } from './mismatch.js';
import type { Schema, SchemaContext } from './schema.js';

/** The Array schema of an element schema that is already made. */
export function arraySchema<V>(element: Schema<V>): Schema<V[]> {
  return defineSchema({
    kind: 'Array',
    parse: (json, context) =>
      elements(json, context).map((item, index) => element.parse(item, atIndex(context, index))),
    serialize: (value, context) =>
      elements(value, context).map((item, index) =>
        element.serialize(item, atIndex(context, index)),
      ),
    toDtdl: (version) => ({ '@type': 'Array', elementSchema: element.toDtdl(version) }),
    children: [{ key: 'elementSchema', schema: element }],
    holdsArray: true,
  });
}

function elements(value: unknown, context: SchemaContext | undefined): unknown[] {
  // Array.from: a hole would be skipped by map and never checked.
  if (Array.isArray(value)) return Array.from(value);
  throw mismatch('an array', value, context);
}
