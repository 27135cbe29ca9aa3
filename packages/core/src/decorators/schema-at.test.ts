import { schemaOf } from '@iotpnp/model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draftOf } from '../draft.js';
import { Property, Telemetry, Writable } from '../index.js';

/** As much of reflect-metadata as compilers and decorators use. */
const types = new WeakMap<object, Map<PropertyKey, unknown>>();
const standIn = {
  metadata: (key: string, value: unknown) => (target: object, member: PropertyKey) => {
    if (key !== 'design:type') return;
    const known = types.get(target) ?? new Map<PropertyKey, unknown>();
    types.set(target, known.set(member, value));
  },
  getOwnMetadata: (_key: string, target: object, member: PropertyKey) =>
    types.get(target)?.get(member),
};
beforeAll(() => void Object.assign(Reflect, standIn));
afterAll(() => {
  for (const key of Object.keys(standIn)) Reflect.deleteProperty(Reflect, key);
});

let convention: 'legacy' | 'standard';
function Probe(_target: unknown, at: unknown) {
  convention = typeof at === 'string' ? 'legacy' : 'standard';
}

it('is told by an unambiguous type in the legacy convention, and missed elsewhere', () => {
  class Device {
    @Probe probed = 1;
    @Telemetry() a: number = 1;
    @Property() b?: string;
    @Writable() c: boolean = false;
    @Property() get d(): Date {
      return new Date(0);
    }
    // Without an annotation compilers emit Object.
    @Property() e = 1;
  }
  const { members = [], problems = [] } = draftOf(Device) ?? {};
  const told = members.flatMap((member) =>
    'schema' in member && member.schema ? [[member.key, member.schema]] : [],
  );
  const missed = problems.map(({ code, where }) => [code, where?.member]);
  const all = { a: 'double', b: 'string', c: 'boolean', d: 'dateTime' } as const;
  if (convention === 'legacy') {
    expect(Object.fromEntries(told)).toEqual({
      a: schemaOf(all.a),
      b: schemaOf(all.b),
      c: schemaOf(all.c),
      d: schemaOf(all.d),
    });
    expect(missed).toEqual([['PNP_MODEL_NO_SCHEMA', 'e']]);
  } else {
    expect(told).toEqual([]);
    expect(new Set(missed.map(([, member]) => member))).toEqual(new Set(['a', 'b', 'c', 'd', 'e']));
  }
  expect(problems[0]?.hint).toMatch(/^name it: @\w+\('double'\) \w$/);
});
