import type { Json, JsonObject, SchemaModel } from '@iotpnp/model';
import { at, isObject } from './json-values.js';

// A second reading of DTDL's schemas and of row T4 of the conventions, from the model's text alone: nothing of it is
// shared with the schemas under test.

/** Fields that may be absent. A model does not say so: DTDL has no such thing. */
export const OPTIONAL_FIELDS: ReadonlySet<string> = new Set(['note']);

/** Whether a JSON value is one of the schema's. */
export function fits(schema: SchemaModel, json: unknown): boolean {
  if (typeof schema === 'string') return PRIMITIVES[schema]?.(json) ?? false;
  switch (schema['@type']) {
    case 'Array':
      return Array.isArray(json) && json.every((item) => fits(inner(schema), item));
    case 'Map':
      return isObject(json) && Object.values(json).every((item) => fits(inner(schema), item));
    case 'Enum':
      return enumValues(schema).includes(json as Json);
    default:
      return isObject(json) && fields(schema).every((field) => fieldFits(field, json));
  }
}

/** What an author's code is given for a JSON value that fits. */
export function authored(schema: SchemaModel, json: Json): unknown {
  return walked(schema, json, (kind, value) =>
    kind === 'date' || kind === 'dateTime' ? instant(String(value)) : value,
  );
}

/** The JSON form of what an author's code holds. */
export function onWire(schema: SchemaModel, value: unknown): Json {
  return walked(schema, value, (kind, leaf) => {
    if (!(leaf instanceof Date)) return leaf;
    return kind === 'date' ? leaf.toISOString().slice(0, 10) : leaf.toISOString();
  }) as Json;
}

/** The JSON form of a value in force that came as `json`: dates in UTC, unknown fields gone. */
export function read(schema: SchemaModel, json: Json): Json {
  return onWire(schema, authored(schema, json));
}

/** The schema of the elements of an Array, or of the values of a Map. */
export function inner(schema: JsonObject): SchemaModel {
  return (schema['elementSchema'] ?? at(schema['mapValue'], 'schema')) as SchemaModel;
}

export interface Field {
  readonly name: string;
  readonly schema: SchemaModel;
}

export function fields(schema: JsonObject): readonly Field[] {
  return schema['fields'] as unknown as readonly Field[];
}

export function enumValues(schema: JsonObject): Json[] {
  return (schema['enumValues'] as readonly JsonObject[]).map((value) => value['enumValue'] as Json);
}

const PRIMITIVES: Readonly<Record<string, (json: unknown) => boolean>> = {
  boolean: (json) => typeof json === 'boolean',
  double: Number.isFinite,
  float: (json) => typeof json === 'number' && Math.abs(json) <= 3.4028234663852886e38,
  integer: (json) => Number.isInteger(json) && Number(json) === (Number(json) | 0),
  long: Number.isSafeInteger,
  string: (json) => typeof json === 'string',
  time: (json) => matches(json, /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)?$/),
  duration: (json) => matches(json, /^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/),
  date: (json) => matches(json, /^\d{4}-\d\d-\d\d$/) && isDay(String(json)),
  dateTime: (json) =>
    matches(json, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)?$/) &&
    isDay(String(json).slice(0, 10)) &&
    !Number.isNaN(instant(String(json)).getTime()),
};

function matches(json: unknown, form: RegExp): boolean {
  return typeof json === 'string' && form.test(json);
}

/** 30 February is none. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A day at its beginning in UTC; a time without a zone is one in UTC. */
function instant(text: string): Date {
  if (!text.includes('T')) return new Date(`${text}T00:00:00Z`);
  return new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
}

function fieldFits({ name, schema }: Field, json: JsonObject): boolean {
  const value = at(json, name);
  return value === undefined ? OPTIONAL_FIELDS.has(name) : fits(schema, value);
}

/** The same value with each of its primitives changed. */
function walked(
  schema: SchemaModel,
  value: unknown,
  leaf: (kind: string, value: unknown) => unknown,
): unknown {
  if (typeof schema === 'string') return leaf(schema, value);
  switch (schema['@type']) {
    case 'Array':
      return (value as readonly unknown[]).map((item) => walked(inner(schema), item, leaf));
    case 'Map':
      return Object.fromEntries(
        Object.entries(value as JsonObject).map(([key, item]) => [
          key,
          walked(inner(schema), item, leaf),
        ]),
      );
    case 'Enum':
      return value;
    default:
      return Object.fromEntries(
        fields(schema).flatMap((field) => {
          const found = at(value, field.name);
          return found === undefined ? [] : [[field.name, walked(field.schema, found, leaf)]];
        }),
      );
  }
}
