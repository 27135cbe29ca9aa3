import {
  isJsonObject,
  object,
  optional,
  type Described,
  type Schema,
  type SchemaContext,
} from '@iotpnp/model';
import { laterClass } from '../decorators/later-class.js';
import type { Class } from '../draft.js';
import { described } from './contents.js';
import { fieldClassOf, FIELDS, type ClassSchema, type FieldClass } from './field-class.js';

/**
 * The schema of a class whose members have `@Field`; it stands wherever `object()` may. What is read has the prototype
 * of the class and all its methods, but no constructor ran: initial values of fields are not there. What is written
 * may be an instance or any object with such members. A class that is declared further down is named by a function.
 * Never throws: what is wrong with the class is told when an interface that uses it is compiled.
 * @example
 * ```ts
 * @Command({ response: objectOf(TempReport) })
 * getReport() { return new TempReport(this.history); }
 * ```
 */
export function objectOf<C extends object>(
  type: Class<C> | (() => Class<C>),
  facts: Described = {},
): Schema<C> {
  const later: unknown = typeof type === 'function' ? laterClass(type) : type;
  const fields = (): FieldClass => fieldClass(later);
  let made: Schema | undefined;
  const plain = (): Schema => (made ??= plainObject(fields(), facts));
  const schema: ClassSchema<C> = {
    [FIELDS]: fields,
    kind: 'Object',
    parse: (json, context) => instance(fields(), plain().parse(json, context)) as C,
    serialize: (value, context?: SchemaContext) =>
      plain().serialize(byName(fields(), value), context),
    toDtdl: (version) => plain().toDtdl(version),
    get children() {
      return plain().children;
    },
    get problems() {
      return [...fields().problems, ...plain().problems];
    },
    check: (version) => [...fields().problems, ...plain().check(version)],
    numeric: false,
    get holdsArray() {
      return plain().holdsArray;
    },
  };
  return Object.freeze(schema);
}

function fieldClass(later: unknown): FieldClass {
  const type = named(later);
  if (typeof type === 'function') return fieldClassOf(type as Class);
  const problem = {
    code: 'PNP_MODEL_NO_FIELDS',
    message: `objectOf() names no class, found ${type === null ? 'null' : typeof type}`,
    hint: 'write objectOf(TheClass), or objectOf(() => TheClass) where the class is declared further down',
  } as const;
  return { type: undefined, fields: [], problems: [problem] };
}

/** A function that throws (a class not yet declared, in place of a function that names it) names none. */
function named(later: unknown): unknown {
  try {
    return typeof later === 'function' ? (later() as unknown) : later;
  } catch {
    return undefined;
  }
}

function plainObject({ fields }: FieldClass, facts: Described): Schema {
  const specs = fields.map((field) => {
    const schema = field.optional ? optional(field.schema) : field.schema;
    return [field.name, { ...described(field.options), schema }] as const;
  });
  return object(Object.fromEntries(specs), facts);
}

/** Properties are defined, not assigned: a setter of the class is code that expects a constructed instance. */
function instance({ type, fields }: FieldClass, read: unknown): object {
  const values = new Map(Object.entries(read as object));
  const own = fields.map(({ key, name }) => [
    key,
    { value: values.get(name) as unknown, writable: true, enumerable: true, configurable: true },
  ]);
  return Object.create(type?.prototype as object, Object.fromEntries(own)) as object;
}

/** The members under the names they have in the model; what is no object is left for its schema to refuse. */
function byName({ fields }: FieldClass, value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(fields.map(({ key, name }) => [name, value[key]]));
}
