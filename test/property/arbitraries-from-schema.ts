import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { Json, JsonObject, SchemaModel } from '@iotpnp/model';
import { enumValues, fields, inner, OPTIONAL_FIELDS } from './schema-oracle.js';

/** Names that mean something to every object of JavaScript. */
export const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'] as const;

/** The integers a twin holds; they bound every number here, as an integral double is an integer on the wire. */
const TWIN_MIN = -(2 ** 52);
const TWIN_MAX = 2 ** 52 - 1;

const mapKeys = fc.constantFrom('a', 'b', 'c', 'ü', 'two words', ...PROTOTYPE_NAMES);

/** An object of these entries, whatever their keys. */
export function entriesOf(
  entries: Arbitrary<readonly (readonly [string, Json])[]>,
): Arbitrary<JsonObject> {
  return entries.map((all) => Object.fromEntries(all));
}

/** JSON values that fit a schema. */
export function fitting(schema: SchemaModel): Arbitrary<Json> {
  if (typeof schema === 'string') return PRIMITIVES[schema] ?? fc.constant(null);
  switch (schema['@type']) {
    case 'Array':
      return fc.array(fitting(inner(schema)), { maxLength: 3 });
    case 'Map':
      return entriesOf(fc.array(fc.tuple(mapKeys, fitting(inner(schema))), { maxLength: 3 }));
    case 'Enum':
      return fc.constantFrom(...enumValues(schema));
    default:
      return objects(schema);
  }
}

/** Changes of a map or an object as a merge patch has them: some of its keys, null among the values. */
export function partial(schema: SchemaModel): Arbitrary<Json> {
  if (typeof schema === 'string') return fitting(schema);
  const orNull = (value: SchemaModel) => fc.option(fitting(value), { nil: null });
  if (schema['@type'] === 'Map') {
    return entriesOf(fc.array(fc.tuple(mapKeys, orNull(inner(schema))), { maxLength: 3 }));
  }
  if (schema['@type'] !== 'Object') return fitting(schema);
  const parts = fields(schema).map((field) => fc.option(orNull(field.schema), { nil: undefined }));
  return fc.tuple(...parts).map((values) => named(schema, values));
}

/** Values of all sorts, most of which fit a given schema not. */
export const junk: Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(true, 1.5, -7, 2 ** 31, '', 'soon', '24:00:00', '2024-02-30'),
  fc.constantFrom<Json[]>([], [[1]], [{ a: 'x' }], {}, { a: { b: [{ c: 1 }] } }, { lat: 'x' }),
  entriesOf(fc.constant([['__proto__', { polluted: true }]])),
  entriesOf(fc.constant([['constructor', { prototype: { polluted: true } }]])),
);

/** Now and then with a field that only a newer sender knows. */
function objects(schema: JsonObject): Arbitrary<Json> {
  const parts = fields(schema).map(({ name, schema: of }) =>
    OPTIONAL_FIELDS.has(name) ? fc.option(fitting(of), { nil: undefined }) : fitting(of),
  );
  const newer = fc.option(fc.nat(), { freq: 8, nil: undefined });
  return fc
    .tuple(newer, ...parts)
    .map(([more, ...values]) => named(schema, values, { newer: more }));
}

/** An object of its fields' values, those left out that are undefined. */
function named(
  schema: JsonObject,
  values: readonly (Json | undefined)[],
  more: Readonly<Record<string, Json | undefined>> = {},
): Json {
  const entries = fields(schema).map(({ name }, index) => [name, values[index]] as const);
  const all = [...entries, ...Object.entries(more)].filter(([, value]) => value !== undefined);
  return Object.fromEntries(all) as JsonObject;
}

const two = (value: number) => String(value).padStart(2, '0');

const instants = fc
  .integer({ min: Date.UTC(1970, 0, 2), max: Date.UTC(2100, 0, 1) })
  .map((ms) => new Date(ms).toISOString());

const PRIMITIVES: Readonly<Record<string, Arbitrary<Json>>> = {
  boolean: fc.boolean(),
  double: fc.oneof(fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.integer()),
  float: fc.float({ min: -(2 ** 50), max: 2 ** 50, noNaN: true }),
  integer: fc.integer(),
  long: fc.integer({ min: TWIN_MIN, max: TWIN_MAX }),
  string: fc.string({ unit: 'grapheme', maxLength: 6 }),
  time: fc
    .tuple(fc.nat(23), fc.nat(59), fc.constantFrom('', ':07', ':59Z', ':00+05:30'))
    .map(([hour, minute, rest]) => `${two(hour)}:${two(minute)}${rest}`),
  duration: fc.constantFrom('PT5M', 'P1DT12H', 'PT0S', 'P3D', 'PT1H2M3S'),
  date: instants.map((text) => text.slice(0, 10)),
  dateTime: fc.oneof(
    instants,
    instants.map((text) => text.replace('Z', '+02:00')),
    instants.map((text) => text.slice(0, 19)),
  ),
};
