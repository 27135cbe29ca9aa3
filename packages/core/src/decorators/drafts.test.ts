import { object, schemaOf } from '@iotpnp/model';
import { describe, expect, it } from 'vitest';
import { draftOf, type Class, type MemberDraft } from '../draft.js';
import {
  Command,
  Component,
  Interface,
  OnDesired,
  Property,
  Telemetry,
  Writable,
} from '../index.js';

// The expectations are the same in both test projects: both conventions record the same.

const Report = object({ maxTemp: 'double' });
const double = schemaOf('double');

/** Sorted: standard decorators see methods before fields. */
function membersOf(type: Class): MemberDraft[] {
  const draft = draftOf(type);
  expect(draft?.problems).toEqual([]);
  return (draft?.members ?? []).toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

describe('@Interface', () => {
  it('records id and options', () => {
    @Interface('dtmi:com:example:Thermostat;1', { displayName: 'Thermostat', dtdl: 3 })
    class Thermostat {
      id = 1;
    }
    expect(draftOf(Thermostat)?.interface).toEqual({
      id: 'dtmi:com:example:Thermostat;1',
      options: { displayName: 'Thermostat', dtdl: 3 },
    });
  });

  it('reports two on one class', () => {
    @Interface('dtmi:com:example:A;1')
    @Interface('dtmi:com:example:B;1')
    class Twice {
      id = 1;
    }
    expect(draftOf(Twice)?.problems).toMatchObject([{ code: 'PNP_MODEL_DECORATED_TWICE' }]);
  });

  it('keeps a subclass apart from its base', () => {
    @Interface('dtmi:com:example:Base;1')
    class Base {
      @Property('double') level = 1;
    }
    class Plain extends Base {}
    @Interface('dtmi:com:example:Derived;1')
    class Derived extends Base {
      @Property('double') other = 1;
    }
    expect(membersOf(Base).map(({ key }) => key)).toEqual(['level']);
    expect(membersOf(Derived).map(({ key }) => key)).toEqual(['other']);
    expect(draftOf(Plain)).toBeUndefined();
  });
});

describe('@Telemetry', () => {
  it('records fields, accessors, polled methods and streams', () => {
    const every = () => 250;
    class Sensor {
      #value = 1;
      @Telemetry('double') a = 1;
      @Telemetry('double') get b() {
        return this.#value;
      }
      set b(value: number) {
        this.#value = value;
      }
      @Telemetry('double', { type: 'Temperature', unit: 'kelvin', every: '5s' }) c() {
        return this.#value;
      }
      @Telemetry('double', { every, name: 'dee' }) d() {
        return this.#value;
      }
      @Telemetry(Report) async *e() {
        yield { maxTemp: this.#value };
      }
    }
    const base = { kind: 'telemetry', schema: double };
    expect(membersOf(Sensor)).toEqual([
      { ...base, key: 'a', on: 'field', options: {} },
      { ...base, key: 'b', on: 'accessor', options: {} },
      {
        ...base,
        key: 'c',
        on: 'method',
        options: { type: 'Temperature', unit: 'kelvin', every: '5s' },
      },
      { ...base, key: 'd', on: 'method', options: { every, name: 'dee' } },
      { ...base, key: 'e', on: 'method', schema: Report, options: {} },
    ]);
  });
});

describe('@Property and @Writable', () => {
  it('record fields and accessors', () => {
    class Device {
      @Property('double', { displayName: 'A' }) a = 1;
      @Property('double') get b() {
        return this.a;
      }
      @Writable('double') c = 1;
      @Writable(Report, { name: 'dee' }) set d(value: { maxTemp: number }) {
        this.a = value.maxTemp;
      }
    }
    const base = { kind: 'property', schema: double, options: {}, writable: false };
    expect(membersOf(Device)).toEqual([
      { ...base, key: 'a', on: 'field', options: { displayName: 'A' } },
      { ...base, key: 'b', on: 'getter' },
      { ...base, key: 'c', on: 'field', writable: true },
      { ...base, key: 'd', on: 'setter', writable: true, schema: Report, options: { name: 'dee' } },
    ]);
  });

  it('define nothing on the prototype', () => {
    class Device {
      @Property('double') a = 1;
      @Writable('double') b = 1;
    }
    expect(Object.getOwnPropertyNames(Device.prototype)).toEqual(['constructor']);
    expect(Object.entries(new Device())).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });
});

describe('@Command', () => {
  it('records request and response, named or not', () => {
    class Device {
      @Command() a() {}
      @Command({ request: 'double', response: Report, exclusive: true }) b(maxTemp: number) {
        return { maxTemp };
      }
      @Command({
        request: { name: 'since', schema: 'double', description: 'a time' },
        response: { name: 'tempReport', schema: Report },
        name: 'cee',
      })
      c(maxTemp: number) {
        return { maxTemp };
      }
    }
    const base = { kind: 'command', on: 'method', request: undefined, response: undefined };
    expect(membersOf(Device)).toEqual([
      { ...base, key: 'a', options: {} },
      {
        ...base,
        key: 'b',
        request: { name: 'request', schema: double },
        response: { name: 'response', schema: Report },
        options: { exclusive: true },
      },
      {
        ...base,
        key: 'c',
        request: { name: 'since', schema: double, description: 'a time' },
        response: { name: 'tempReport', schema: Report },
        options: { name: 'cee' },
      },
    ]);
  });
});

describe('@OnDesired', () => {
  it('records the member it handles', () => {
    class Device {
      @Writable('double') target = 1;
      @OnDesired('target') heat(value: number) {
        this.target = value;
      }
    }
    expect(membersOf(Device)).toMatchObject([
      { kind: 'onDesired', key: 'heat', on: 'method', property: 'target' },
      { kind: 'property', key: 'target' },
    ]);
  });
});

describe('@Component', () => {
  class Inner {
    @Property('double') level = 1;
  }

  it('takes a class, or a function that names one declared later', () => {
    class Outer {
      @Component(Inner) a = new Inner();
      @Component(() => Later, { displayName: 'Later' }) b = new Later();
    }
    class Later {
      @Property('double') level = 1;
    }
    const [a, b] = membersOf(Outer);
    expect(a).toMatchObject({ kind: 'component', key: 'a', on: 'field', options: {} });
    expect(a?.kind === 'component' && a.type()).toBe(Inner);
    expect(b).toMatchObject({ key: 'b', options: { displayName: 'Later' } });
    expect(b?.kind === 'component' && b.type()).toBe(Later);
  });

  it('takes a decorated class that was compiled to a plain function', () => {
    // What compilers made of classes for ES5; called as a legacy decorator, on both conventions' behalf.
    function Old() {}
    const type = Old as unknown as Class;
    Reflect.apply(Property('double'), undefined, [Old.prototype, 'level', undefined]);
    class Outer {
      @Component(type) a = {};
    }
    const [a] = membersOf(Outer);
    expect(a?.kind === 'component' && a.type()).toBe(Old);
  });
});
