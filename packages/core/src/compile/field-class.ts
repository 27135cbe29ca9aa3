import type { Problem, Schema } from '@iotpnp/model';
import type { Class, FieldDraft, MemberDraft } from '../draft.js';
import { lineageOf } from './lineage.js';

/** What the `@Field` members of a class and of its bases say. */
export interface FieldClass {
  /** Undefined where `objectOf` was given no class. */
  readonly type: Class | undefined;
  readonly fields: readonly ClassField[];
  /** Faults that its DTDL does not show; each names the class. */
  readonly problems: readonly Problem[];
}

export interface ClassField extends FieldDraft {
  /** The name in the model. */
  readonly name: string;
  readonly schema: Schema;
}

/** A schema that `objectOf` made. Shared through `Symbol.for`, as drafts are. */
export interface ClassSchema<V> extends Schema<V> {
  readonly [FIELDS]: () => FieldClass;
}

export const FIELDS: unique symbol = Symbol.for('iotpnp.fields/1');

/** The class behind a schema, if there is one. */
export function fieldClassBehind(schema: Schema): FieldClass | undefined {
  return FIELDS in schema ? (schema as ClassSchema<unknown>)[FIELDS]() : undefined;
}

const known = new WeakMap<Class, FieldClass>();
const underWay = new Set<Class>();

/** Read at the first question, when the class is decorated to its end. */
export function fieldClassOf(type: Class): FieldClass {
  const before = known.get(type);
  if (before) return before;
  // Asked by a field of its own: that one is found to be a cycle, and left out.
  if (underWay.has(type)) return { type, fields: [], problems: [] };
  underWay.add(type);
  try {
    const made = read(type);
    known.set(type, made);
    return made;
  } finally {
    underWay.delete(type);
  }
}

function read(type: Class): FieldClass {
  const { interface: declared, members, problems } = lineageOf(type);
  const found = [...problems, ...(declared ? [isInterface(type)] : members.flatMap(mixed))];
  const fields = members.flatMap((member) => usable(member) ?? []);
  const names = fields.map(({ name }) => name);
  const finite = fields.filter(({ key, name, schema }, index) => {
    if (names.indexOf(name) !== index) found.push(twice(key, name));
    else if (contains(schema, type)) found.push(cycle(key));
    else return true;
    return false;
  });
  if (!declared && !members.some(({ kind }) => kind === 'field')) found.push(noFields(type));
  const where = { class: type.name };
  return {
    type,
    fields: finite,
    problems: found.map((problem) => ({ ...problem, where: { ...where, ...problem.where } })),
  };

  function cycle(key: string): Problem {
    return {
      code: 'PNP_MODEL_FIELD_CYCLE',
      message: `field ${key} of ${type.name} contains ${type.name} itself`,
      hint: 'a value has an end: refer to others by their names or ids',
      where: { member: key },
    };
  }
}

/** A member as a field; the decorator has recorded why when it has no schema. */
function usable(member: MemberDraft): ClassField | undefined {
  if (member.kind !== 'field' || !member.schema) return undefined;
  return { ...member, schema: member.schema, name: member.options.name ?? member.key };
}

function contains(schema: Schema, type: Class): boolean {
  const inner = fieldClassBehind(schema);
  if (!inner) return schema.children.some((child) => contains(child.schema, type));
  return inner.type === type || inner.fields.some((field) => contains(field.schema, type));
}

function twice(key: string, name: string): Problem {
  return {
    code: 'PNP_MODEL_DUPLICATE_NAME',
    message: `two fields have the name ${JSON.stringify(name)}`,
    hint: 'rename one of them',
    where: { member: key },
  };
}

function isInterface(type: Class): Problem {
  return {
    code: 'PNP_MODEL_MIXED_CLASS',
    message: `${type.name} is an interface, and objectOf() uses it as a value`,
    hint: 'mount it with @Component, or name a class whose members have @Field',
  };
}

function mixed({ key, kind }: MemberDraft): readonly Problem[] {
  if (kind === 'field') return [];
  return [
    {
      code: 'PNP_MODEL_MIXED_CLASS',
      message: `${key} has no @Field, but another decorator, and its class is used as a value`,
      hint: `write @Field above ${key}, or mount the class with @Component`,
      where: { member: key },
    },
  ];
}

function noFields(type: Class): Problem {
  return {
    code: 'PNP_MODEL_NO_FIELDS',
    message: `no member of ${type.name} has @Field`,
    hint: "add it to the members that make the value: @Field('double') level = 0",
  };
}

/** `@Field` where it says nothing: the other half of {@link isInterface}. */
export function fieldInInterface({ name }: Class, key: string): Problem {
  return {
    code: 'PNP_MODEL_MIXED_CLASS',
    message: `@Field of ${key} stands in ${name}, which is an interface and no value`,
    hint: 'write @Telemetry, @Property or @Writable, or move the field to a class of its own',
    where: { class: name, member: key },
  };
}
