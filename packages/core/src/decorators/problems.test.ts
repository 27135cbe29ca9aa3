import { describe, expect, it } from 'vitest';
import { draftOf, type Class } from '../draft.js';
import { Command, Component, OnDesired, Property, Telemetry, Writable } from '../index.js';

// What the types refuse must still be reported to authors of plain JavaScript, and never while a module loads.
type Untyped = (...args: unknown[]) => (...call: unknown[]) => void;
const untyped = (decorator: unknown) => decorator as Untyped;
const property = untyped(Property);
const writable = untyped(Writable);
const telemetry = untyped(Telemetry);
const command = untyped(Command);
const component = untyped(Component);
const onDesired = untyped(OnDesired);

class Inner {}

function problemsOf(type: Class) {
  const problems = draftOf(type)?.problems ?? [];
  for (const { hint } of problems) expect(hint).not.toBe('');
  return problems
    .map(({ code, where }) => `${code} ${where?.member}`)
    .toSorted((a, b) => a.localeCompare(b));
}

describe('the place of a decorator', () => {
  it('is no static member and none under a symbol', () => {
    class Device {
      @property('double') static a = 1;
      @command() static b() {}
      @property('double') [Symbol.iterator] = 1;
    }
    expect(problemsOf(Device)).toEqual([
      'PNP_MODEL_STATIC_MEMBER a',
      'PNP_MODEL_STATIC_MEMBER b',
      'PNP_MODEL_SYMBOL_MEMBER Symbol(Symbol.iterator)',
    ]);
    expect(draftOf(Device)?.members).toEqual([]);
  });

  it('is no #private member', () => {
    // Legacy decorators cannot stand there: this is the call that standard ones are compiled to.
    const metadata = {};
    const context = { kind: 'field', name: '#a', private: true, static: false, metadata };
    property('double')(undefined, context);
    class Device {}
    Object.defineProperty(Device, Symbol.metadata, { value: metadata });
    expect(problemsOf(Device)).toEqual(['PNP_MODEL_PRIVATE_MEMBER #a']);
  });

  it('is a method for commands and handlers, a value for the others', () => {
    class Device {
      @command() a = () => {};
      @onDesired('x') b = 1;
      @property('double') c() {}
      @writable('double') d() {}
      @component(Inner) e() {}
    }
    expect(problemsOf(Device)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((key) => `PNP_MODEL_WRONG_MEMBER ${key}`),
    );
  });

  it('is no class', () => {
    @property('double')
    class Device {}
    expect(problemsOf(Device)).toEqual(['PNP_MODEL_WRONG_MEMBER Device']);
  });

  it('has a setter where the member must be assigned', () => {
    class Device {
      @property('double') get a() {
        return 1;
      }
      @telemetry('double') get b() {
        return 1;
      }
      @writable('double') get c() {
        return 1;
      }
      @component(Inner) set d(_value: Inner) {}
    }
    expect(problemsOf(Device)).toEqual([
      'PNP_MODEL_READONLY_MEMBER b',
      'PNP_MODEL_READONLY_MEMBER c',
      'PNP_MODEL_WRONG_MEMBER d',
    ]);
  });
});

describe('every', () => {
  it('is an interval above zero, on a method', () => {
    class Device {
      @telemetry('double', { every: '5s' }) a = 1;
      @telemetry('double', { every: 'often' }) b() {}
      @telemetry('double', { every: 0 }) c() {}
      @telemetry('double', { every: '1.5m' }) d() {}
      @telemetry('double', { every: () => 'judged when it is called' }) e() {}
    }
    expect(problemsOf(Device)).toEqual([
      'PNP_MODEL_EVERY_MISUSED a',
      'PNP_MODEL_EVERY_MISUSED b',
      'PNP_MODEL_EVERY_MISUSED c',
    ]);
  });
});

describe('a schema', () => {
  it('is reported when it is undefined, as in an import cycle', () => {
    class Device {
      @property(undefined) a = 1;
    }
    expect(problemsOf(Device)).toEqual(['PNP_MODEL_NO_SCHEMA a']);
    expect(draftOf(Device)?.members).toMatchObject([{ key: 'a', schema: undefined }]);
  });

  it('carries its own problems when it is unknown', () => {
    class Device {
      @property('doubble') a = 1;
    }
    expect(problemsOf(Device)).toEqual([]);
    const [member] = draftOf(Device)?.members ?? [];
    expect(member?.kind === 'property' && member.schema?.problems).toMatchObject([
      { code: 'PNP_SCHEMA_UNKNOWN' },
    ]);
  });
});

describe('@Component', () => {
  it('names a class', () => {
    class Device {
      @component() a = {};
      @component({}) b = {};
    }
    expect(problemsOf(Device)).toEqual([
      'PNP_MODEL_COMPONENT_NO_CLASS a',
      'PNP_MODEL_COMPONENT_NO_CLASS b',
    ]);
  });
});

it('throws PNP_MODEL_NO_METADATA where there is nothing to record on', () => {
  const context = { kind: 'field', name: 'a', private: false, static: false };
  const decorate = () => property('double')(undefined, context);
  expect(decorate).toThrow(expect.objectContaining({ code: 'PNP_MODEL_NO_METADATA' }));
});
