import type { Problem, Schema, SchemaChild, Where } from '@iotpnp/model';
import type { Compiled } from './compiled.js';
import { fieldClassBehind, type FieldClass } from './field-class.js';

/** A schema of a compiled class, and where the model has it. */
interface Place {
  /** As `Where.member` has it: `reboot`, `thermostat1.report`. */
  readonly member: string;
  /** As `Where.key` has it: `schema`, `response.schema`. */
  readonly key: string;
  readonly schema: Schema;
}

/**
 * The faults of a model, those inside classes of fields told by class and member, where a person mends them, and
 * once however often the class is used; with the faults of those classes that a model does not show.
 */
export function withFieldFaults(compiled: Compiled, found: readonly Problem[]): readonly Problem[] {
  const places = placesOf(compiled, '');
  const own = places.flatMap(({ member, schema }) =>
    classesIn(schema).flatMap(({ problems }) =>
      problems.map((problem) => ({ ...problem, where: problem.where ?? { member } })),
    ),
  );
  const all = [...own, ...found.flatMap((problem) => placed(problem, places))];
  return [...new Map(all.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function placesOf(compiled: Compiled, prefix: string): readonly Place[] {
  const values = [...compiled.telemetry.values(), ...compiled.properties.values()];
  const payloads = [...compiled.commands.values()].flatMap(({ name, request, response }) => [
    ...(request ? [{ member: prefix + name, key: 'request.schema', schema: request }] : []),
    ...(response ? [{ member: prefix + name, key: 'response.schema', schema: response }] : []),
  ]);
  const inner = [...compiled.components.values()];
  return [
    ...values.map(({ name, schema }) => ({ member: prefix + name, key: 'schema', schema })),
    ...payloads,
    ...inner.flatMap((component) => placesOf(component.compiled, `${prefix}${component.name}.`)),
  ];
}

function classesIn(schema: Schema): readonly FieldClass[] {
  const own = fieldClassBehind(schema);
  const inner = schema.children.flatMap((child) => classesIn(child.schema));
  return own ? [...inner, own] : inner;
}

/** The problem as it is, or told by the field it lies in; none in a class without fields, whose own fault says more. */
function placed(problem: Problem, places: readonly Place[]): readonly Problem[] {
  const { member, key = '' } = problem.where ?? {};
  const place = places.find((one) => one.member === member && after(key, one.key) !== undefined);
  if (!place) return [problem];
  const rest = after(key, place.key) ?? '';
  if (fieldClassBehind(innermost(place.schema, rest))?.fields.length === 0) return [];
  const field = fieldAt(place.schema, rest);
  return [field ? { ...problem, where: { ...problem.where, ...field } } : problem];
}

function innermost(schema: Schema, key: string): Schema {
  const [child, rest] = step(schema, key) ?? [];
  return child ? innermost(child.schema, rest ?? '') : schema;
}

/** The innermost field of a class on the way that a key goes. */
function fieldAt(schema: Schema, key: string): Where | undefined {
  const [child, rest] = step(schema, key) ?? [];
  if (!child) return undefined;
  const within = fieldAt(child.schema, rest ?? '');
  if (within) return within;
  const { type, fields = [] } = fieldClassBehind(schema) ?? {};
  const field = fields.find(({ name }) => name === child.key);
  return field && { class: type?.name, member: field.key, key: rest === '' ? undefined : rest };
}

/** The child that a key leads to, and what is left of the key. */
function step(schema: Schema, key: string): [child: SchemaChild, rest: string] | undefined {
  const child = schema.children.find((one) => after(key, one.key) !== undefined);
  return child && [child, after(key, child.key) ?? ''];
}

/** What follows a key's first part; undefined when that is another. */
function after(key: string, first: string): string | undefined {
  if (key === first) return '';
  return key.startsWith(`${first}.`) ? key.slice(first.length + 1) : undefined;
}
