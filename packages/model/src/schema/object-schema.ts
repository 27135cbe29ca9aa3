import { describedProblems, describedToDtdl } from '../described.js';
import type { Described } from '../interface-model.js';
import { isJsonObject } from '../json.js';
import { LIMITS } from '../limits.js';
import { nameProblems } from '../names.js';
import type { Problem } from '../pnp-error.js';
import { defineSchema, within } from './define-schema.js';
import { atKey, mismatch } from './mismatch.js';
import type { DtdlVersion, Schema, SchemaContext } from './schema.js';

/** One field with everything said about it. */
export interface ObjectField {
  readonly name: string;
  readonly schema: Schema;
  readonly optional: boolean;
  readonly facts: Described;
}

/** The Object schema of fields that are already made. */
export function objectSchema(fields: readonly ObjectField[], facts: Described): Schema {
  return defineSchema({
    kind: 'Object',
    parse: (json, context) => {
      const from = objectIn(json, context);
      const own = (name: string): unknown => (Object.hasOwn(from, name) ? from[name] : undefined);
      const parse = (field: ObjectField): unknown => field.schema.parse(own(field.name), at(field));
      const at = (field: ObjectField): SchemaContext => atKey(context, field.name);
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
function present(
  fields: readonly ObjectField[],
  read: (name: string) => unknown,
): readonly ObjectField[] {
  return fields.filter((field) => !field.optional || (read(field.name) ?? undefined) !== undefined);
}

function collect<T>(
  fields: readonly ObjectField[],
  convert: (field: ObjectField) => T,
): Record<string, T> {
  return Object.fromEntries(fields.map((field) => [field.name, convert(field)]));
}

function limits(
  fields: readonly ObjectField[],
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
function repeatedNames(fields: readonly ObjectField[]): readonly Problem[] {
  const names = fields.map((field) => field.name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => ({
    code: 'PNP_MODEL_DUPLICATE_NAME',
    message: `the object has two fields of the name ${JSON.stringify(name)}`,
    hint: 'rename one of them',
  }));
}
