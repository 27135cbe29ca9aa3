import { describedFromDtdl, describedProblems, describedToDtdl } from '../described.js';
import type { Described } from '../interface-model.js';
import { isJsonObject, type JsonObject } from '../json.js';
import { LIMITS } from '../limits.js';
import { namedElements } from '../named-elements.js';
import { nameProblems } from '../names.js';
import type { Problem } from '../pnp-error.js';
import { defineSchema, within } from './define-schema.js';
import type { FieldSpec, Fields, ObjectValue } from './fields.js';
import { atKey, mismatch } from './mismatch.js';
import type { Optional } from './optional.js';
import { isSchema, schemaOf } from './schema-of.js';
import type { ReadSchema } from './schema-from-dtdl.js';
import type { DtdlVersion, Schema, SchemaContext } from './schema.js';

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
  return objectOf(all, facts);
}

/** Reads an Object schema of a DTDL document. */
export function objectFromDtdl(model: JsonObject, read: ReadSchema): Schema {
  const fields = namedElements(model['fields']).map((field) => ({
    name: field.name,
    schema: read(field.model['schema']),
    optional: false,
    facts: describedFromDtdl(field.model),
  }));
  return objectOf(fields, describedFromDtdl(model));
}

/** One field with everything said about it. */
interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly optional: boolean;
  readonly facts: Described;
}

/** The Object schema of fields that are already made. */
function objectOf(fields: readonly Field[], facts: Described): Schema {
  return defineSchema({
    kind: 'Object',
    parse: (json, context) => {
      const from = objectIn(json, context);
      const own = (name: string): unknown => (Object.hasOwn(from, name) ? from[name] : undefined);
      const parse = (field: Field): unknown => field.schema.parse(own(field.name), at(field));
      const at = (field: Field): SchemaContext => atKey(context, field.name);
      return collect(present(fields, own), parse);
    },
    serialize: (value, context) => {
      const from = objectIn(value, context);
      // Not only own members: an author may return an instance of a class with accessors.
      const member = (name: string): unknown => from[name];
      return collect(present(fields, member), (field) =>
        field.schema.serialize(from[field.name], atKey(context, field.name)),
      );
    },
    toDtdl: (version) => ({
      '@type': 'Object',
      ...describedToDtdl(facts),
      fields: fields.map((field) => ({
        name: field.name,
        ...describedToDtdl(field.facts),
        schema: field.schema.toDtdl(version),
      })),
    }),
    children: fields.map((field) => ({ key: field.name, schema: field.schema })),
    limits: (version) => limits(fields, facts, version),
  });
}

function objectIn(value: unknown, context: SchemaContext | undefined): Record<string, unknown> {
  if (!isJsonObject(value)) throw mismatch('an object', value, context);
  return value;
}

/** The fields to convert: all but the optional ones that are absent. A required one that is absent is refused by its schema. */
function present(fields: readonly Field[], read: (name: string) => unknown): readonly Field[] {
  return fields.filter((field) => !field.optional || (read(field.name) ?? undefined) !== undefined);
}

function collect<T>(fields: readonly Field[], convert: (field: Field) => T): Record<string, T> {
  return Object.fromEntries(fields.map((field) => [field.name, convert(field)]));
}

/** A field as its author wrote it: a schema, `optional(schema)`, or either inside a spec. */
function fieldOf(name: string, like: Fields[string]): Field {
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

function limits(
  fields: readonly Field[],
  facts: Described,
  version: DtdlVersion,
): readonly Problem[] {
  const problems = [...describedProblems(facts, version), ...repeatedNames(fields)];
  if (fields.length === 0 && version === 2) {
    problems.push({
      code: 'PNP_MODEL_LIMIT',
      message: 'the object has no fields; DTDL v2 needs at least one',
      hint: 'add a field, or use a map',
    });
  }
  const most = LIMITS[version].fields;
  if (fields.length > most) {
    problems.push({
      code: 'PNP_MODEL_LIMIT',
      message: `the object has ${fields.length} fields; DTDL v${version} allows ${most}`,
      hint: 'group fields in objects of their own',
    });
  }
  for (const field of fields) {
    const own = [...nameProblems(field.name, version), ...describedProblems(field.facts, version)];
    problems.push(...within(field.name, own));
  }
  return problems;
}

/** Only a DTDL document can repeat a name: the fields an author writes are the keys of an object. */
function repeatedNames(fields: readonly Field[]): readonly Problem[] {
  const names = fields.map((field) => field.name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({
    code: 'PNP_MODEL_DUPLICATE_NAME',
    message: `the object has two fields of the name ${JSON.stringify(name)}`,
    hint: 'rename one of them',
  }));
}
