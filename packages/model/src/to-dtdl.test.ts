import { describe, expect, it } from 'vitest';
import type { CommandModel, InterfaceModel } from './interface-model.js';
import { object } from './schema/object.js';
import { schemaFromDtdl } from './schema/schema-from-dtdl.js';
import { formatDtdl, toDtdl } from './to-dtdl.js';

const TempReport = object({
  maxTemp: { schema: 'double', displayName: 'Max temperature' },
  minTemp: { schema: 'double', displayName: 'Min temperature' },
  avgTemp: { schema: 'double', displayName: 'Average Temperature' },
  startTime: { schema: 'dateTime', displayName: 'Start Time' },
  endTime: { schema: 'dateTime', displayName: 'End Time' },
});

const getMaxMinReport: CommandModel = {
  kind: 'Command',
  name: 'getMaxMinReport',
  displayName: 'Get Max-Min report.',
  description:
    'This command returns the max, min and average temperature from the specified time to the current time.',
  request: {
    name: 'since',
    displayName: 'Since',
    description: 'Period to return the max-min report.',
    schema: 'dateTime',
  },
  response: {
    name: 'tempReport',
    displayName: 'Temperature Report',
    schema: TempReport.toDtdl(2),
  },
};

/** The command of the IoT Plug and Play device developer guide, as it stands there. */
const GUIDE = `{
  "@type": "Command",
  "name": "getMaxMinReport",
  "displayName": "Get Max-Min report.",
  "description": "This command returns the max, min and average temperature from the specified time to the current time.",
  "request": {
    "name": "since",
    "displayName": "Since",
    "description": "Period to return the max-min report.",
    "schema": "dateTime"
  },
  "response": {
    "name" : "tempReport",
    "displayName": "Temperature Report",
    "schema": {
      "@type": "Object",
      "fields": [
        {
          "name": "maxTemp",
          "displayName": "Max temperature",
          "schema": "double"
        },
        {
          "name": "minTemp",
          "displayName": "Min temperature",
          "schema": "double"
        },
        {
          "name" : "avgTemp",
          "displayName": "Average Temperature",
          "schema": "double"
        },
        {
          "name" : "startTime",
          "displayName": "Start Time",
          "schema": "dateTime"
        },
        {
          "name" : "endTime",
          "displayName": "End Time",
          "schema": "dateTime"
        }
      ]
    }
  }
}`;

const thermostat: InterfaceModel = {
  id: 'dtmi:com:example:Thermostat;1',
  dtdl: 2,
  displayName: { en: 'Thermostat', it: 'Termostato' },
  contents: [
    getMaxMinReport,
    {
      kind: 'Property',
      name: 'targetTemperature',
      schema: 'double',
      semanticType: 'Temperature',
      unit: 'degreeCelsius',
      writable: true,
    },
    { kind: 'Property', name: 'maxTemp', comment: 'c', schema: 'double', writable: false },
    { kind: 'Telemetry', name: 'temperature', schema: 'double' },
  ],
};

const info: InterfaceModel = { id: 'dtmi:com:example:Info;1', dtdl: 2, contents: [] };

const controller: InterfaceModel = {
  id: 'dtmi:com:example:Controller;1',
  dtdl: 2,
  contents: [
    { kind: 'Component', name: 'thermostat1', schema: thermostat },
    { kind: 'Component', name: 'thermostat2', schema: thermostat },
    { kind: 'Component', name: 'info', schema: info },
  ],
};

describe('toDtdl', () => {
  it('writes getMaxMinReport exactly as the guide does, key order included', () => {
    const [document] = toDtdl(thermostat);
    const [command] = document?.contents ?? [];
    expect(JSON.stringify(command)).toBe(JSON.stringify(JSON.parse(GUIDE)));
  });

  it('writes every member in its fixed key order, sorted by name', () => {
    const [document] = toDtdl(thermostat);
    expect(Object.keys(document ?? {})).toEqual([
      '@context',
      '@id',
      '@type',
      'displayName',
      'contents',
    ]);
    expect(document?.['@context']).toBe('dtmi:dtdl:context;2');
    expect(document?.contents.slice(1).map((member) => JSON.stringify(member))).toEqual([
      '{"@type":"Property","name":"maxTemp","comment":"c","schema":"double"}',
      '{"@type":["Property","Temperature"],"name":"targetTemperature","schema":"double","unit":"degreeCelsius","writable":true}',
      '{"@type":"Telemetry","name":"temperature","schema":"double"}',
    ]);
  });

  it('writes the root first, then each interface of a component once, sorted by id', () => {
    const documents = toDtdl(controller);
    expect(documents.map((document) => document['@id'])).toEqual([
      controller.id,
      info.id,
      thermostat.id,
    ]);
    expect(documents[0]?.contents).toContainEqual({
      '@type': 'Component',
      name: 'thermostat2',
      schema: thermostat.id,
    });
  });

  it.each([
    [3, 1],
    [4, 2],
  ] as const)(
    'names the extension in DTDL v%i only where semantic types are used',
    (dtdl, extension) => {
      const contexts = [...toDtdl({ ...thermostat, dtdl }), ...toDtdl({ ...info, dtdl })];
      expect(contexts.map((document) => document['@context'])).toEqual([
        [`dtmi:dtdl:context;${dtdl}`, `dtmi:dtdl:extension:quantitativeTypes;${extension}`],
        `dtmi:dtdl:context;${dtdl}`,
      ]);
    },
  );
});

describe('formatDtdl', () => {
  it('is the same bytes however the members are ordered', () => {
    const shuffled = { ...thermostat, contents: [...thermostat.contents].toReversed() };
    expect(formatDtdl(shuffled)).toBe(formatDtdl(thermostat));
    expect(formatDtdl(thermostat)).toMatch(/^\{\n {2}"@context": .*\n\}\n$/s);
  });

  it('is an array for several interfaces', () => {
    expect(JSON.parse(formatDtdl(controller))).toEqual(toDtdl(controller));
  });
});

it('reads a schema back from DTDL', () => {
  const model = TempReport.toDtdl(2);
  expect(schemaFromDtdl(model).toDtdl(2)).toEqual(model);
});
