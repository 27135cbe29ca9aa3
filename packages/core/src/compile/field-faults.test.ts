import { describe, expect, it } from 'vitest';
import {
  array,
  Command,
  compile,
  Component,
  Field,
  Interface,
  map,
  objectOf,
  Property,
  Telemetry,
  type Class,
  type PnpError,
} from '../index.js';

/** Each fault as `CODE class.member key`. */
function faults(type: Class): string[] {
  try {
    compile(type);
  } catch (error) {
    const { problems } = error as PnpError;
    for (const { hint } of problems) expect(hint).toBeTruthy();
    return problems.map(({ code, where }) =>
      [code, `${where?.class}.${where?.member ?? '-'}`, where?.key ?? '-'].join(' '),
    );
  }
  return [];
}

/** The faults of a device that uses a class of fields as a telemetry. */
function faultsOf(type: Class): string[] {
  @Interface('dtmi:com:example:Device;1')
  class Device {
    @Telemetry(objectOf(type)) value: object | undefined;
  }
  return faults(Device);
}

describe('a fault of a field', () => {
  class Inner {
    @Field('doubble' as 'double') typo = 0;
    @Field('double') constructed = 0;
  }
  class Report {
    @Field(map(array(objectOf(Inner)))) inners!: Record<string, Inner[]>;
    @Field('string', { name: '2nd' }) second = '';
    @Field('uuid', { displayName: 'x'.repeat(65) }) id = '';
  }
  const inReport = [
    'PNP_SCHEMA_UNKNOWN Inner.typo -',
    'PNP_MODEL_BAD_NAME Report.second -',
    'PNP_SCHEMA_NEEDS_DTDL4 Report.id -',
    'PNP_MODEL_LIMIT Report.id displayName',
  ].toSorted();

  it('is told by class and member, once however often the class is used', () => {
    @Interface('dtmi:com:example:Part;1')
    class Part {
      @Command({ response: objectOf(Report) }) get(): Report {
        return new Report();
      }
    }
    @Interface('dtmi:com:example:Device;1')
    class Device {
      @Component(Part) one = new Part();
      @Component(Part) two = new Part();
      @Telemetry(array(objectOf(Inner))) all: Inner[] = [];
      @Telemetry(objectOf(Report, { displayName: 'y'.repeat(65) })) report?: Report;
    }
    expect(faults(Device).toSorted()).toEqual(
      [...inReport, 'PNP_MODEL_LIMIT Device.report schema.displayName'].toSorted(),
    );
    expect(faults(Part).toSorted()).toEqual(inReport);
  });

  it('is told where it is used, if it is one of the whole value', () => {
    @Interface('dtmi:com:example:Device;1')
    class Device {
      @Property(objectOf(Lists)) lists?: Lists;
    }
    expect(faults(Device)).toEqual(['PNP_SCHEMA_NOT_IN_DTDL2 Device.lists schema']);
  });
  class Lists {
    @Field(array('double')) list: number[] = [];
  }
});

describe('a class of fields', () => {
  it('has a field', () => {
    class Empty {
      level = 0;
    }
    expect(faultsOf(Empty)).toEqual(['PNP_MODEL_NO_FIELDS Empty.- -']);
    expect(faultsOf(Number)).toEqual(['PNP_MODEL_NO_FIELDS Number.- -']);
    expect(objectOf(Empty).problems).toMatchObject([{ message: expect.stringContaining('Empty') }]);
  });

  it('is a class', () => {
    for (const none of [undefined, {}, () => undefined]) {
      expect(faultsOf(none as unknown as Class)).toEqual(['PNP_MODEL_NO_FIELDS Device.value -']);
    }
  });

  it('does not contain itself, directly or not', () => {
    class Leaf {
      @Field(array(objectOf((): Class => Tree))) trees: object[] = [];
    }
    class Tree {
      @Field('string') name = '';
      @Field(map(objectOf(Leaf))) leaves: Record<string, Leaf> = {};
    }
    expect(faultsOf(Tree)).toEqual(['PNP_MODEL_FIELD_CYCLE Tree.leaves -']);
    class Node {
      @Field('string') name = '';
      @Field(array(objectOf((): Class => Node))) children: object[] = [];
    }
    // Compilers may name a class that mentions itself otherwise.
    expect(faultsOf(Node)).toEqual([
      expect.stringMatching(/^PNP_MODEL_FIELD_CYCLE _?Node.children -$/),
    ]);
  });

  it('has no two fields of one name', () => {
    class Twice {
      @Field('double', { name: 'level' }) a = 0;
      @Field('double', { name: 'level' }) b = 0;
    }
    expect(faultsOf(Twice)).toEqual(['PNP_MODEL_DUPLICATE_NAME Twice.b -']);
  });

  it('is no interface, and no interface has fields', () => {
    @Interface('dtmi:com:example:Part;1')
    class Part {
      @Telemetry('double') level = 0;
    }
    class Mixed {
      @Field('double') a = 0;
      @Property('double') b = 0;
    }
    @Interface('dtmi:com:example:Wrong;1')
    class Wrong {
      @Field('double') a = 0;
    }
    expect(faultsOf(Part)).toEqual(['PNP_MODEL_MIXED_CLASS Part.- -']);
    expect(faultsOf(Mixed)).toEqual(['PNP_MODEL_MIXED_CLASS Mixed.b -']);
    expect(faults(Wrong)).toEqual(['PNP_MODEL_MIXED_CLASS Wrong.a -']);
  });

  it('tells of decorators that stand where they cannot, its bases included', () => {
    class Base {
      // @ts-expect-error a static member is none of a value's
      @Field('double') static shared = 0;
      // @ts-expect-error a method is no field
      @Field('double') read() {
        return 1;
      }
      @Field('double') ok = 0;
    }
    class Derived extends Base {
      @Field(undefined as unknown as 'double') late = 0;
      @Field('double') set only(_value: number) {}
    }
    expect(faultsOf(Derived).toSorted()).toEqual([
      'PNP_MODEL_NO_SCHEMA Derived.late -',
      'PNP_MODEL_STATIC_MEMBER Base.shared -',
      'PNP_MODEL_WRONG_MEMBER Base.read -',
      'PNP_MODEL_WRONG_MEMBER Derived.only -',
    ]);
  });

  it('may not name a field like a member of every object', () => {
    class Reserved {
      @Field('double', { name: '__proto__' }) a = 0;
      @Field('double', { name: 'constructor' }) b = 0;
    }
    expect(faultsOf(Reserved)).toEqual([
      'PNP_MODEL_RESERVED_NAME Reserved.a -',
      'PNP_MODEL_RESERVED_NAME Reserved.b -',
    ]);
  });
});
