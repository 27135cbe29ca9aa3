import { describedFromDtdl } from '../described.js';
import type { Described } from '../interface-model.js';
import type { JsonObject } from '../json.js';
import { namedElements } from '../named-elements.js';
import type { FieldSpec, Fields, ObjectValue } from './fields.js';
import { objectSchema, type ObjectField } from './object-schema.js';
import type { Optional } from './optional.js';
import type { ReadSchema } from './schema-from-dtdl.js';
import { isSchema, schemaOf } from './schema-of.js';
import type { Schema } from './schema.js';

/**
 * A value of named fields, each required unless `optional()`. Fields that the schema does not have are ignored
 * when a value is read, so that a newer sender is understood.
 * @example `object({ maxTemp: 'double', note: optional('string'), since: { schema: 'dateTime', displayName: 'Since' } })`
 */
export function object<const F extends Fields>(
  fields: F,
  facts?: Described,
): Schema<ObjectValue<F>>;
export function object(fields: Fields, facts: Described = {}): Schema {
  const all = Object.entries(fields).map(([name, like]) => fieldOf(name, like));
  return objectSchema(all, facts);
}

/** Reads an Object schema of a DTDL document. */
export function objectFromDtdl(model: JsonObject, read: ReadSchema): Schema {
  const fields = namedElements(model['fields']).map((field) => ({
    name: field.name,
    schema: read(field.model['schema']),
    optional: false,
    facts: describedFromDtdl(field.model),
  }));
  return objectSchema(fields, describedFromDtdl(model));
}

/** A field as its author wrote it: a schema, `optional(schema)`, or either inside a spec. */
function fieldOf(name: string, like: Fields[string]): ObjectField {
  if (!isSpec(like)) return { name, schema: schemaOf(like), optional: false, facts: {} };
  const { schema, optional = false, ...facts }: SpecParts = like;
  const inner = fieldOf(name, schema);
  return { ...inner, optional: optional || inner.optional, facts: { ...inner.facts, ...facts } };
}

interface SpecParts extends Described {
  readonly schema: Fields[string];
  readonly optional?: boolean;
}

function isSpec(like: Fields[string]): like is FieldSpec | Optional {
  return typeof like === 'object' && like !== null && !isSchema(like) && 'schema' in like;
}
