import { getInterop } from '@digicatapult/dtdl-parser';
import { describe, expect, it } from 'vitest';
import type { ContentModel, InterfaceModel } from './interface-model.js';
import { semanticUnits } from './quantitative-types.js';
import { array } from './schema/array.js';
import { enumOf } from './schema/enum-of.js';
import { long } from './schema/long.js';
import { map } from './schema/map.js';
import { NAMED_SCHEMAS, type SchemaName } from './schema/named-schemas.js';
import { object } from './schema/object.js';
import { optional } from './schema/optional.js';
import { schemaOf } from './schema/schema-of.js';
import type { DtdlVersion, Schema } from './schema/schema.js';
import { schemaFromDtdl } from './schema/schema-from-dtdl.js';
import { unsignedLong } from './schema/unsigned-long.js';
import { formatDtdl } from './to-dtdl.js';
import { validateModel } from './validate.js';

/** Microsoft's DTDL parser, compiled to WebAssembly: the judge of what is valid. */
const parser = await getInterop();

function parses(model: InterfaceModel): boolean {
  try {
    parser.parse(formatDtdl(model));
    return true;
  } catch {
    return false;
  }
}

const device = (dtdl: DtdlVersion, ...contents: ContentModel[]): InterfaceModel => ({
  id: 'dtmi:com:example:Device;1',
  dtdl,
  contents,
});
const telemetry = (schema: Schema | string): ContentModel => ({
  kind: 'Telemetry',
  name: 't',
  schema: typeof schema === 'string' ? schema : schema.toDtdl(2),
});

const wrapped = (depth: number, schema: Schema): Schema =>
  depth === 0 ? schema : object({ f: wrapped(depth - 1, schema) });

const EVERY_NAME = Object.keys(NAMED_SCHEMAS) as SchemaName[];

const Every = object(
  {
    boolean: 'boolean',
    date: 'date',
    dateTime: { schema: 'dateTime', displayName: { en: 'Time', 'pt-BR': 'Hora' } },
    double: optional('double'),
    duration: 'duration',
    float: 'float',
    integer: 'integer',
    long: long({ as: 'bigint' }),
    string: 'string',
    time: 'time',
    array: array(map('double', { key: 'room', value: 'level' })),
    text: enumOf('auto', 'manual'),
    number: enumOf({ off: 0, on: 1 }),
  },
  { displayName: 'Every kind', description: 'All of them.', comment: 'c' },
);

describe.each([2, 3, 4] as const)('the reference parser of DTDL v%i', (dtdl) => {
  it('accepts a model of every kind', () => {
    const part: InterfaceModel = {
      id: 'dtmi:com:example:Part;1',
      dtdl,
      displayName: 'Part',
      contents: [
        telemetry(Every),
        { kind: 'Property', name: 'p', schema: enumOf('a').toDtdl(dtdl), writable: true },
        {
          kind: 'Command',
          name: 'c',
          request: { name: 'since', schema: 'dateTime' },
          response: { name: 'every', schema: Every.toDtdl(dtdl), description: 'd' },
        },
      ],
    };
    const model = device(
      dtdl,
      { kind: 'Component', name: 'one', schema: part },
      { kind: 'Component', name: 'two', schema: part, displayName: 'Two' },
    );
    expect(validateModel(model)).toEqual([]);
    expect(() => parser.parse(formatDtdl(model))).not.toThrow();
  });

  it('accepts a model of every name that we allow in it, at every depth that we allow', () => {
    const schemas = [...EVERY_NAME.map((name) => schemaOf(name)), unsignedLong({ as: 'bigint' })];
    const contents = schemas.flatMap((schema, index) => {
      const wraps = Array.from({ length: 9 }, (_, depth) => wrapped(depth, schema));
      return wraps.map((inner, depth): ContentModel => ({
        kind: 'Telemetry',
        name: `t${index}x${depth}`,
        schema: inner.toDtdl(dtdl),
      }));
    });
    const valid = contents.filter((content) => validateModel(device(dtdl, content)).length === 0);
    expect(valid.length).toBeGreaterThan(dtdl === 4 ? 200 : 60);
    expect(() => parser.parse(formatDtdl(device(dtdl, ...valid.slice(0, 300))))).not.toThrow();
  });

  it.each(EVERY_NAME)(
    'judges %s as we do: by itself, as a property, measured and read back',
    (name) => {
      const read = schemaFromDtdl(schemaOf(name).toDtdl(dtdl));
      const value = { name: 'a', schema: read.toDtdl(dtdl) };
      const measured = { semanticType: 'Mass', unit: 'gram' };
      const contents: ContentModel[] = [
        { kind: 'Telemetry', ...value },
        { kind: 'Property', ...value, writable: true },
        { kind: 'Telemetry', ...value, ...measured },
      ];
      for (const content of contents) {
        const model = device(dtdl, content);
        expect(parses(model), JSON.stringify(content)).toBe(validateModel(model).length === 0);
      }
    },
  );

  it.each(EVERY_NAME)('judges the depth of %s as we do', (name) => {
    for (let depth = 0; depth <= 9; depth += 1) {
      const model = device(dtdl, telemetry(wrapped(depth, schemaOf(name))));
      expect(parses(model), `in ${depth} objects`).toBe(validateModel(model).length === 0);
    }
  });

  it('reads the identifiers of its own schemas as their names', () => {
    const ids = [
      `dtmi:dtdl:instance:Schema:double;${dtdl}`,
      `dtmi:standard:schema:geospatial:point;${dtdl}`,
    ];
    for (const id of ids) expect(parses(device(dtdl, telemetry(id)))).toBe(true);
    expect(ids.map((id) => schemaFromDtdl(id).toDtdl(dtdl))).toEqual(['double', 'point']);
  });

  it('accepts every semantic type with every unit of ours', () => {
    for (const [semanticType, units] of semanticUnits(dtdl)) {
      const contents = units.map((unit): ContentModel => ({
        kind: 'Telemetry',
        name: unit,
        schema: 'double',
        semanticType,
        unit,
      }));
      expect(parses(device(dtdl, ...contents)), semanticType).toBe(true);
    }
  });

  const nested = (depth: number): Schema => wrapped(depth, enumOf('a'));
  const wide = (count: number): Schema =>
    object(
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 'double' as const])),
    );
  const named = (name: string): ContentModel => ({ kind: 'Telemetry', name, schema: 'double' });
  const leaf = device(dtdl);

  it.each<[string, InterfaceModel]>([
    ['depth 5', device(dtdl, telemetry(nested(5)))],
    ['depth 6', device(dtdl, telemetry(nested(6)))],
    ['depth 8', device(dtdl, telemetry(nested(8)))],
    ['depth 9', device(dtdl, telemetry(nested(9)))],
    ['30 fields', device(dtdl, telemetry(wide(30)))],
    ['31 fields', device(dtdl, telemetry(wide(31)))],
    ['no fields', device(dtdl, telemetry(wide(0)))],
    ['a name of 64', device(dtdl, named('n'.repeat(64)))],
    ['a name of 65', device(dtdl, named('n'.repeat(65)))],
    ['a name of 513', device(dtdl, named('n'.repeat(513)))],
    ['a name that ends with an underscore', device(dtdl, named('a_'))],
    ['a name twice', device(dtdl, named('a'), named('a'))],
    ['an unknown schema', device(dtdl, telemetry('dobule'))],
    ['a displayName of 65', { ...leaf, displayName: 'x'.repeat(65) }],
    ['a displayName in no language', { ...leaf, displayName: { en_US: 'x' } }],
    ['an id of 129', { ...leaf, id: `dtmi:com:${'x'.repeat(118)};1` }],
    ['a version of two parts', { ...leaf, id: 'dtmi:com:example:Device;1.2' }],
    ['a reserved id', { ...leaf, id: 'dtmi:dtdl:Device;1' }],
    ['an enum that mixes', device(dtdl, telemetry(enumOf({ a: 1, b: 'x' })))],
    ['an enum value of 33 bits', device(dtdl, telemetry(enumOf({ a: 2 ** 31 })))],
    [
      'a semantic type alone',
      device(dtdl, { ...named('a'), semanticType: 'Mass' } as ContentModel),
    ],
    ['a unit alone', device(dtdl, { ...named('a'), unit: 'gram' } as ContentModel)],
    [
      'an array in a property',
      device(dtdl, {
        kind: 'Property',
        name: 'p',
        writable: false,
        schema: array('double').toDtdl(dtdl),
      }),
    ],
  ])('judges %s as we do', (_, model) => {
    expect(parses(model)).toBe(validateModel(model).length === 0);
  });
});
