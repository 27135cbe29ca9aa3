import { isJsonObject, type JsonObject } from '../json.js';
import { namedElement } from '../named-elements.js';
import { nameProblems } from '../names.js';
import { defineSchema, within } from './define-schema.js';
import { atKey, mismatch } from './mismatch.js';
import { schemaOf, type Infer, type SchemaLike } from './schema-of.js';
import type { ReadSchema } from './schema-from-dtdl.js';
import type { Schema, SchemaContext } from './schema.js';

/** DTDL's names for the key and the value; they are not on the wire. */
export interface MapNames {
  readonly key?: string;
  readonly value?: string;
}

/** Values of one schema by any text: `map('double')` is `Record<string, number>`. */
export function map<const S extends SchemaLike>(
  value: S,
  names: MapNames = {},
): Schema<Record<string, Infer<S>>> {
  const inner = schemaOf(value);
  const { key: keyName = 'key', value: valueName = 'value' } = names;
  return defineSchema<Record<string, Infer<S>>>({
    kind: 'Map',
    parse: (json, context) =>
      mapped(json, context, (item, itemContext) => inner.parse(item, itemContext)),
    serialize: (found, context) =>
      mapped(found, context, (item, itemContext) => inner.serialize(item, itemContext)),
    toDtdl: (version) => ({
      '@type': 'Map',
      mapKey: { name: keyName, schema: 'string' },
      mapValue: { name: valueName, schema: inner.toDtdl(version) },
    }),
    children: [{ key: 'mapValue', schema: inner }],
    limits: (version) => [
      ...within('mapKey', nameProblems(keyName, version)),
      ...within('mapValue', nameProblems(valueName, version)),
    ],
  });
}

/** Reads a Map schema of a DTDL document. */
export function mapFromDtdl(model: JsonObject, read: ReadSchema): Schema {
  const key = namedElement(model['mapKey']);
  const value = namedElement(model['mapValue']);
  return map(read(value.model['schema']), { key: key.name, value: value.name });
}

function mapped<V>(
  value: unknown,
  context: SchemaContext | undefined,
  convert: (item: unknown, context: SchemaContext) => V,
): Record<string, V> {
  if (!isPlainObject(value)) throw mismatch('a plain object of string keys', value, context);
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  // fromEntries defines keys rather than assigning them: a key __proto__ stays a key.
  return Object.fromEntries(
    present.map(([key, item]) => [key, convert(item, atKey(context, key))]),
  );
}

/** A Map, a Date or an instance of a class has its content elsewhere: taken for a plain object it would read as empty. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isJsonObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
