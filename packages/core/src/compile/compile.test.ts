import { formatDtdl, toDtdl } from '@iotpnp/model';
import { describe, expect, it } from 'vitest';
import * as devices from '../../test/devices.js';
import {
  array,
  Command,
  Component,
  compile,
  enumOf,
  Interface,
  map,
  object,
  OnDesired,
  optional,
  Property,
  Telemetry,
  Writable,
  type Class,
  type PnpError,
} from '../index.js';

/** All the faults of a class, each with its code and where it is. */
function faults(
  type: Class,
): [code: string, where: string | undefined, hint: string | undefined][] {
  try {
    compile(type);
  } catch (error) {
    const { problems } = error as PnpError;
    return problems.map(({ code, where, hint }) => [
      code,
      `${where?.class}.${where?.member}`,
      hint,
    ]);
  }
  return [];
}

describe('a compiled class', () => {
  it('gives the same DTDL, byte for byte, in both decorator conventions', async () => {
    // This file runs in the legacy and in the standard convention, against one file.
    const text = formatDtdl(compile(devices.TemperatureController).model);
    await expect(text).toMatchFileSnapshot('../../test/temperature-controller.dtdl.json');
  });

  it('with a member of every kind of schema too', async () => {
    const Mode = enumOf({ off: 0, on: 1 });
    const Inner = object({ a: 'string', b: optional('integer'), at: 'dateTime' });
    @Interface('dtmi:com:example:Everything;1', {
      dtdl: 3,
      description: { en: 'All', de: 'Alles' },
    })
    class Everything {
      @Telemetry('boolean') boolean = true;
      @Telemetry('date') date = new Date(0);
      @Telemetry('duration') duration = 'PT1M';
      @Telemetry('float') float = 1;
      @Telemetry('long') long = 1;
      @Telemetry('time') time = '12:00:00';
      @Telemetry(array(map(Inner))) nested: Record<string, { a: string; b?: number; at: Date }>[] =
        [];
      @Property(Mode, { comment: 'a switch' }) mode: 0 | 1 = 0;
      @Writable(array('double')) list: number[] = [];
      @Telemetry('double', { type: 'Temperature', unit: 'kelvin', name: 'kelvin' }) measured = 0;
    }
    await expect(formatDtdl(compile(Everything).model)).toMatchFileSnapshot(
      '../../test/everything.dtdl.json',
    );
  });

  it('holds the command of the device developer guide as the guide has it', () => {
    const [, thermostat] = toDtdl(compile(devices.TemperatureController).model);
    const command = thermostat?.['contents'] as { name: string }[];
    expect(command.find(({ name }) => name === 'getMaxMinReport')).toEqual({
      '@type': 'Command',
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
        schema: {
          '@type': 'Object',
          fields: [
            { name: 'maxTemp', displayName: 'Max temperature', schema: 'double' },
            { name: 'minTemp', displayName: 'Min temperature', schema: 'double' },
            { name: 'avgTemp', displayName: 'Average Temperature', schema: 'double' },
            { name: 'startTime', displayName: 'Start Time', schema: 'dateTime' },
            { name: 'endTime', displayName: 'End Time', schema: 'dateTime' },
          ],
        },
      },
    });
  });

  it('is never instantiated, and compiled once', () => {
    @Interface('dtmi:com:example:Hardware;1')
    class Hardware {
      constructor() {
        throw new Error('opens hardware');
      }
      @Telemetry('double') level = 0;
    }
    expect(compile(Hardware)).toBe(compile(Hardware));
  });

  it('has a model nobody can change', () => {
    const { model } = compile(devices.Thermostat);
    expect(Object.isFrozen(model.contents[0])).toBe(true);
  });

  it('has the members of its decorated bases; what it declares again is its own', () => {
    class Base {
      @Telemetry('double') level = 0;
      @Property('string') label = '';
    }
    @Interface('dtmi:com:example:Derived;1')
    class Derived extends Base {
      @Property('string', { displayName: 'Label' }) override label = 'x';
    }
    expect(compile(Derived).model.contents).toMatchObject([
      { name: 'label', displayName: 'Label' },
      { name: 'level' },
    ]);
    class Same extends Derived {}
    expect(compile(Same).model).toEqual(compile(Derived).model);
  });
});

describe('a class that cannot be compiled', () => {
  it('is told all its faults at once', () => {
    class Nothing {}
    @Interface('dtmi:com:example:Part;1')
    class Part {
      @Component(devices.Thermostat) inner = new devices.Thermostat();
    }
    @Interface('dtmi:com:example:Bad-;0')
    class Bad {
      @Component(Nothing) nothing = new Nothing();
      @Component(Part) part = new Part();
      @Telemetry('double', { name: 'level' }) a = 0;
      @Telemetry('double', { name: 'level' }) b = 0;
      @Property('string') constructed = '';
      @Property('string', { name: '2nd' }) second = '';
      @Telemetry('doubble' as 'double') typo = 0;
    }
    const found = faults(Bad);
    expect(found.map(([code]) => code).toSorted()).toEqual([
      'PNP_MODEL_BAD_DTMI',
      'PNP_MODEL_BAD_NAME',
      'PNP_MODEL_DUPLICATE_NAME',
      'PNP_MODEL_NESTED_COMPONENT',
      'PNP_MODEL_NO_ID',
      'PNP_SCHEMA_UNKNOWN',
    ]);
    expect(found.every(([, , hint]) => hint)).toBe(true);
  });

  it('names static, #private and unfit members', () => {
    @Interface('dtmi:com:example:Bad;1')
    class Bad {
      // @ts-expect-error a static member is none of the device's
      @Telemetry('double') static shared = 0;
      @OnDesired('level' as 'target') check(): void {}
      @Telemetry('double') level = 0;
      @Writable('double') target = 0;
    }
    expect(faults(Bad).map(([code, where]) => [code, where])).toEqual([
      ['PNP_MODEL_STATIC_MEMBER', 'Bad.shared'],
      ['PNP_MODEL_ON_DESIRED_UNKNOWN', 'Bad.check'],
    ]);
  });

  it('names a component that contains itself, and one without a class', () => {
    @Interface('dtmi:com:example:Loop;1')
    class Loop {
      @Component((): Class => Loop) loop: object = {};
    }
    expect(faults(Loop).map(([code]) => code)).toEqual(['PNP_MODEL_COMPONENT_CYCLE']);
    const none = undefined as unknown as typeof devices.Thermostat;
    @Interface('dtmi:com:example:NoClass;1')
    class NoClass {
      @Component(none) part = new devices.Thermostat();
    }
    expect(faults(NoClass)).toEqual([
      ['PNP_MODEL_COMPONENT_NO_CLASS', 'NoClass.part', expect.stringContaining('@Component')],
    ]);
  });

  it('is a subclass that adds members under the id of its base', () => {
    @Interface('dtmi:com:example:Base;1')
    class Base {
      @Telemetry('double') level = 0;
    }
    class More extends Base {
      @Telemetry('double') more = 0;
      @Command() go(): void {}
    }
    expect(faults(More)).toEqual([
      ['PNP_MODEL_NO_ID', 'More.undefined', expect.stringContaining('above class More')],
    ]);
  });
});
