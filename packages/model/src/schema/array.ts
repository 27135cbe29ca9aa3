import type { JsonObject } from '../json.js';
import { arraySchema } from './array-schema.js';
import type { ReadSchema } from './schema-from-dtdl.js';
import { schemaOf, type Infer, type SchemaLike } from './schema-of.js';
import type { Schema } from './schema.js';

/** A list of values of one schema: `array('double')` is `number[]`. */
export function array<const S extends SchemaLike>(element: S): Schema<Infer<S>[]> {
  return arraySchema(schemaOf(element));
}

/** Reads an Array schema of a DTDL document. */
export function arrayFromDtdl(model: JsonObject, read: ReadSchema): Schema {
  return array(read(model['elementSchema']));
}
