import { isJsonObject, type JsonObject } from '../json.js';
import { arrayFromDtdl } from './array.js';
import { enumFromDtdl } from './enum-of.js';
import { mapFromDtdl } from './map.js';
import { objectFromDtdl } from './object.js';
import { resolveSchema } from './schema-of.js';
import type { Schema } from './schema.js';

/** Reads the schemas inside a complex one. */
export type ReadSchema = (model: unknown) => Schema;

const READERS = new Map<unknown, (model: JsonObject, read: ReadSchema) => Schema>([
  ['Array', arrayFromDtdl],
  ['Enum', enumFromDtdl],
  ['Map', mapFromDtdl],
  ['Object', objectFromDtdl],
]);

/**
 * The schema that stands in a DTDL document. What is none, a reference to a schema by its DTMI included, becomes one
 * that carries the problem `PNP_SCHEMA_UNKNOWN`. DTDL cannot say `optional` or `as: 'bigint'`: both are lost.
 */
export function schemaFromDtdl(model: unknown): Schema {
  if (!isJsonObject(model)) return resolveSchema(model);
  const read = READERS.get(model['@type']);
  return read === undefined ? resolveSchema(model) : read(model, schemaFromDtdl);
}
