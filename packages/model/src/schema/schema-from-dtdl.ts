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
  if (typeof model === 'string') return resolveSchema(STANDARD.exec(model)?.[1] ?? model);
  if (!isJsonObject(model)) return resolveSchema(model);
  // An extension may add a type of its own beside DTDL's.
  const read = [model['@type']].flat().flatMap((type) => READERS.get(type) ?? [])[0];
  return read === undefined ? resolveSchema(model) : read(model, schemaFromDtdl);
}

/** The identifiers that DTDL's own schemas have beside their names. */
const STANDARD = /^dtmi:(?:dtdl:instance:Schema|standard:schema:geospatial):(\w+);[234]$/;
