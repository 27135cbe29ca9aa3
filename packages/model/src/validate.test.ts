import { describe, expect, it } from 'vitest';
import { frozenModel } from './frozen-model.js';
import type {
  ContentModel,
  Dtmi,
  InterfaceModel,
  PropertyModel,
  TelemetryModel,
} from './interface-model.js';
import { array } from './schema/array.js';
import { enumOf } from './schema/enum-of.js';
import { map } from './schema/map.js';
import { object } from './schema/object.js';
import type { Schema, SchemaModel } from './schema/schema.js';
import { validateModel } from './validate.js';

const telemetry = (name: string, more: Partial<TelemetryModel> = {}): TelemetryModel => ({
  kind: 'Telemetry',
  name,
  schema: 'double',
  ...more,
});
const property = (name: string, schema: SchemaModel): PropertyModel => ({
  kind: 'Property',
  name,
  schema,
  writable: false,
});
const model = (
  contents: readonly ContentModel[],
  more: Partial<InterfaceModel> = {},
): InterfaceModel => ({ id: 'dtmi:com:example:Device;1', dtdl: 2, contents, ...more });
const part = (name: string, schema: InterfaceModel): ContentModel => ({
  kind: 'Component',
  name,
  schema,
});
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const nested = (depth: number): Schema =>
  depth === 0 ? enumOf('a') : object({ f: nested(depth - 1) });
const wide = (fields: number): SchemaModel =>
  object(Object.fromEntries(times(fields, (index) => [`f${index}`, 'double' as const]))).toDtdl(2);

/** The problems as `CODE member key`. */
const faults = (of: InterfaceModel): string[] =>
  validateModel(of).map(({ code, where }) =>
    [code, where?.member ?? '-', where?.key ?? '-'].join(' '),
  );

describe('a valid model', () => {
  it('has no problems', () => {
    const thermostat = model(
      [
        telemetry('temperature', { semanticType: 'Temperature', unit: 'degreeCelsius' }),
        property('mode', enumOf('auto', 'manual').toDtdl(2)),
        property('limits', map(object({ low: 'double', high: 'double' })).toDtdl(2)),
        { kind: 'Command', name: 'reboot', request: { name: 'delay', schema: 'integer' } },
        {
          kind: 'Command',
          name: 'getList',
          response: { name: 'list', schema: array('long').toDtdl(2) },
        },
      ],
      { id: 'dtmi:com:example:Thermostat;1' },
    );
    expect(validateModel(thermostat)).toEqual([]);
    const controller = model([part('one', thermostat), part('two', structuredClone(thermostat))]);
    expect(validateModel(controller)).toEqual([]);
  });
});

describe('a model at a limit', () => {
  const cases: readonly [string, InterfaceModel, InterfaceModel, string][] = [
    [
      'a name of 64 characters',
      model([telemetry('n'.repeat(64))]),
      model([telemetry('n'.repeat(65))]),
      `PNP_MODEL_LIMIT ${'n'.repeat(65)} -`,
    ],
    [
      'a name of 512 characters in DTDL v3',
      model([telemetry('n'.repeat(512))], { dtdl: 3 }),
      model([telemetry('n'.repeat(513))], { dtdl: 3 }),
      `PNP_MODEL_LIMIT ${'n'.repeat(513)} -`,
    ],
    [
      '300 members',
      model(times(300, (index) => telemetry(`t${index}`))),
      model(times(301, (index) => telemetry(`t${index}`))),
      'PNP_MODEL_LIMIT - -',
    ],
    [
      '30 fields',
      model([telemetry('t', { schema: wide(30) })]),
      model([telemetry('t', { schema: wide(31) })]),
      'PNP_MODEL_LIMIT t schema',
    ],
    [
      'depth 5',
      model([telemetry('t', { schema: nested(5).toDtdl(2) })]),
      model([telemetry('t', { schema: nested(6).toDtdl(2) })]),
      'PNP_SCHEMA_TOO_DEEP t schema',
    ],
    [
      'depth 8 in DTDL v4',
      model([telemetry('t', { schema: nested(8).toDtdl(4) })], { dtdl: 4 }),
      model([telemetry('t', { schema: nested(9).toDtdl(4) })], { dtdl: 4 }),
      'PNP_SCHEMA_TOO_DEEP t schema',
    ],
    [
      'a displayName of 64 characters',
      model([], { displayName: { en: 'x'.repeat(64) } }),
      model([], { displayName: { en: 'x'.repeat(65) } }),
      'PNP_MODEL_LIMIT - displayName',
    ],
    [
      'a description of 512 characters',
      model([telemetry('t', { description: 'x'.repeat(512) })]),
      model([telemetry('t', { description: 'x'.repeat(513) })]),
      'PNP_MODEL_LIMIT t description',
    ],
  ];

  it.each(cases)('may have %s and no more', (_, within, beyond, fault) => {
    expect(faults(within)).toEqual([]);
    expect(faults(beyond)).toEqual([fault]);
  });

  it('may have 100 enum values and no more', () => {
    const values = (count: number): SchemaModel =>
      enumOf(Object.fromEntries(times(count, (index) => [`v${index}`, index]))).toDtdl(2);
    expect(faults(model([property('p', values(100))]))).toEqual([]);
    expect(faults(model([property('p', values(101))]))).toEqual(['PNP_MODEL_LIMIT p schema']);
  });
});

describe('a name', () => {
  it.each(['_a', 'a_', '1a', 'a-b', 'a b', '', 'ä'])('may not be %j', (name) => {
    expect(validateModel(model([telemetry(name)])).map((problem) => problem.code)).toEqual([
      'PNP_MODEL_BAD_NAME',
    ]);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'may not be that of every object: %s',
    (name) => {
      expect(faults(model([telemetry(name)]))).toEqual([`PNP_MODEL_RESERVED_NAME ${name} -`]);
    },
  );

  it('is checked in payloads, fields, enum values and maps', () => {
    const contents: ContentModel[] = [
      { kind: 'Command', name: 'c', request: { name: 'r_', schema: 'double' } },
      telemetry('t', { schema: object({ f_: 'double' }).toDtdl(2) }),
      property('p', enumOf('v_').toDtdl(2)),
      property('q', map('double', { key: 'k_', value: 'v_' }).toDtdl(2)),
    ];
    expect(faults(model(contents))).toEqual([
      'PNP_MODEL_BAD_NAME c request',
      'PNP_MODEL_BAD_NAME t schema.f_',
      'PNP_MODEL_BAD_NAME p schema.v_',
      'PNP_MODEL_BAD_NAME q schema.mapKey',
      'PNP_MODEL_BAD_NAME q schema.mapValue',
    ]);
  });

  it('is unique in its interface', () => {
    const twice = model([telemetry('a'), property('a', 'double')]);
    expect(faults(twice)).toEqual(['PNP_MODEL_DUPLICATE_NAME a -']);
  });
});

describe('a schema', () => {
  it('is one that DTDL knows', () => {
    expect(validateModel(model([telemetry('t', { schema: 'datetime' })]))).toMatchObject([
      {
        code: 'PNP_SCHEMA_UNKNOWN',
        message: '"datetime" is not a schema',
        hint: "did you mean 'dateTime'?",
        where: { member: 't', key: 'schema' },
      },
    ]);
  });

  it('of a property holds no array in DTDL v2, at any depth', () => {
    const schema = map(object({ list: array('double') })).toDtdl(2);
    expect(faults(model([property('p', schema)]))).toEqual(['PNP_SCHEMA_NOT_IN_DTDL2 p schema']);
    expect(faults(model([property('p', schema)], { dtdl: 3 }))).toEqual([]);
  });

  it('of a property is none of those made of arrays in DTDL v2', () => {
    for (const schema of ['point', object({ area: 'polygon' }).toDtdl(2)]) {
      const fault = validateModel(model([property('p', schema)]));
      expect(fault).toMatchObject([
        {
          code: 'PNP_SCHEMA_NOT_IN_DTDL2',
          message: expect.stringContaining('geospatial'),
          where: { member: 'p', key: 'schema' },
        },
      ]);
      expect(faults(model([telemetry('t', { schema: 'point' })]))).toEqual([]);
      expect(faults(model([property('p', 'point')], { dtdl: 3 }))).toEqual([]);
    }
  });

  it('of DTDL v4 needs a model of DTDL v4', () => {
    const contents: ContentModel[] = [
      telemetry('t', { schema: 'uuid' }),
      { kind: 'Command', name: 'c', request: { name: 'r', schema: array('byte').toDtdl(3) } },
    ];
    const found = [
      'PNP_SCHEMA_NEEDS_DTDL4 t schema',
      'PNP_SCHEMA_NEEDS_DTDL4 c request.schema.elementSchema',
    ];
    expect(faults(model(contents))).toEqual(found);
    expect(faults(model(contents, { dtdl: 3 }))).toEqual(found);
    expect(faults(model(contents, { dtdl: 4 }))).toEqual([]);
  });

  it('of an object has a field in DTDL v2', () => {
    const empty = model([telemetry('t', { schema: object({}).toDtdl(2) })]);
    expect(faults(empty)).toEqual(['PNP_MODEL_LIMIT t schema']);
    expect(faults({ ...empty, dtdl: 3 })).toEqual([]);
  });

  it('reports each fault of an enum', () => {
    const schema = enumOf({ a: 1, b: 'x', c: 'x' }).toDtdl(2);
    expect(faults(model([property('p', schema)]))).toEqual([
      'PNP_SCHEMA_BAD_ENUM p schema',
      'PNP_SCHEMA_BAD_ENUM p schema',
    ]);
  });
});

describe('a semantic type', () => {
  it.each([
    [{ unit: 'degreeCelsius' }, 'unit', "type: 'Temperature'"],
    [{ semanticType: 'Temperature' }, 'unit', 'degreeCelsius, degreeFahrenheit, kelvin'],
    [{ semanticType: 'Temprature', unit: 'kelvin' }, 'type', "'Temperature'"],
    [{ semanticType: 'Temperature', unit: 'degreeCelcius' }, 'unit', "'degreeCelsius'"],
    [{ semanticType: 'Temperature', unit: 'kelvin', schema: 'string' }, 'schema', 'double'],
    [{ semanticType: 'constructor', unit: 'length' }, 'type', 'leave out'],
  ])('refuses %j', (more, key, hint) => {
    expect(validateModel(model([telemetry('t', more)]))).toMatchObject([
      {
        code: 'PNP_MODEL_BAD_UNIT',
        hint: expect.stringContaining(hint),
        where: { member: 't', key },
      },
    ]);
  });

  it('may be one of the extension in DTDL v3 and v4 only', () => {
    const contents = [telemetry('t', { semanticType: 'Concentration', unit: 'percent' })];
    expect(faults(model(contents))).toEqual(['PNP_MODEL_BAD_UNIT t type']);
    expect(faults(model(contents, { dtdl: 3 }))).toEqual([]);
    expect(faults(model(contents, { dtdl: 4 }))).toEqual([]);
  });
});

describe('a component', () => {
  const inner = model([telemetry('t_')], { id: 'dtmi:com:example:Inner;1' });

  it('reports the faults of a shared interface once, with the name of the first component', () => {
    const device = model([part('one', inner), part('two', inner)]);
    expect(faults(device)).toEqual(['PNP_MODEL_BAD_NAME one.t_ -']);
  });

  it('contains no component', () => {
    const leaf = model([], { id: 'dtmi:com:example:Leaf;1' });
    const outer = model([part('leaf', leaf)], { id: 'dtmi:com:example:Outer;1' });
    expect(faults(model([part('outer', outer)]))).toEqual([
      'PNP_MODEL_NESTED_COMPONENT outer.leaf -',
    ]);
  });

  it('has an id that no other interface has', () => {
    const other = model([], { id: inner.id });
    const device = model([part('one', other), part('two', { ...other, comment: 'changed' })]);
    expect(faults(device)).toEqual(['PNP_MODEL_ID_CONFLICT two -']);
  });
});

describe('a text', () => {
  it.each([
    [{ displayName: 1 }, 'displayName'],
    [{ comment: { en: 'x' } }, 'comment'],
    [{ description: { en_US: 'x' } }, 'description'],
  ])('may not be %j', (more, key) => {
    const faulty = { ...model([]), ...more } as unknown as InterfaceModel;
    expect(faults(faulty)).toEqual([`PNP_MODEL_BAD_TEXT - ${key}`]);
  });
});

it.each([
  [{ dtdl: 5 }, 'PNP_MODEL_BAD_DTDL'],
  [{ id: undefined }, 'PNP_MODEL_BAD_DTMI'],
  [{ displayName: 1n }, 'PNP_MODEL_BAD_TEXT'],
  [{ displayName: () => 'x' }, 'PNP_MODEL_BAD_TEXT'],
])('reports what only untyped code can write: %o', (more, code) => {
  const faulty = frozenModel({ ...model([]), ...more } as unknown as InterfaceModel);
  expect(validateModel(faulty)).toMatchObject([{ code }]);
});

it('reports all problems of a model at once', () => {
  const contents = [telemetry('a_'), property('p', 'dobule'), telemetry('b', { unit: 'kelvin' })];
  const broken = model(contents, { id: 'dtmi:com:example' as Dtmi, displayName: 'x'.repeat(65) });
  expect(faults(broken)).toEqual([
    'PNP_MODEL_BAD_DTMI - -',
    'PNP_MODEL_LIMIT - displayName',
    'PNP_MODEL_BAD_NAME a_ -',
    'PNP_SCHEMA_UNKNOWN p schema',
    'PNP_MODEL_BAD_UNIT b unit',
  ]);
});
