import type { Json, JsonObject } from '@iotpnp/model';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { noJournal } from '../state/journal.js';
import { mergePatch } from '../state/merge-patch.js';
import { Twins, type TwinRecord } from '../state/twins.js';
import { desiredPatchOf } from './digital-twin-patch.js';
import { RestError } from './rest-error.js';

function twinOf(desired: JsonObject, reported: JsonObject = {}): TwinRecord {
  const twins = new Twins(new FakeClock(0), noJournal);
  twins.change('dev1', { desired }, 'merge');
  twins.report('dev1', reported);
  return twins.get('dev1');
}

const COMPONENT = { __t: 'c', target: 1, other: 2 };

describe('a patch of a digital twin', () => {
  it.each<[string, object, JsonObject, JsonObject]>([
    ['a property', { op: 'add', path: '/limit', value: 3 }, {}, { limit: 3 }],
    [
      'a property of a component nobody has seen',
      { op: 'add', path: '/thermostat1/target', value: 3 },
      {},
      { thermostat1: { __t: 'c', target: 3 } },
    ],
    [
      'a component, by its mark',
      { op: 'add', path: '/thermostat1', value: { target: 3, $metadata: {} } },
      {},
      { thermostat1: { __t: 'c', target: 3 } },
    ],
    [
      'a component that is there, as a whole',
      { op: 'replace', path: '/thermostat1', value: { target: 3 } },
      { thermostat1: COMPONENT },
      { thermostat1: { __t: 'c', target: 3, other: null } },
    ],
    [
      'a property of an object by all its members',
      { op: 'replace', path: '/place', value: { x: 1 } },
      { place: { x: 0, y: 0 } },
      { place: { x: 1, y: null } },
    ],
    [
      'a member of a property that is an object',
      { op: 'replace', path: '/place/x', value: 1 },
      { place: { x: 0, y: 0 } },
      { place: { x: 1 } },
    ],
    ['no property any more', { op: 'remove', path: '/limit' }, { limit: 3 }, { limit: null }],
    [
      'no property of a component any more',
      { op: 'remove', path: '/thermostat1/target' },
      { thermostat1: COMPONENT },
      { thermostat1: { __t: 'c', target: null } },
    ],
    ['the same value', { op: 'replace', path: '/limit', value: 3 }, { limit: 3 }, { limit: 3 }],
    [
      'a name with a slash and a tilde',
      { op: 'add', path: '/a~1b~0c', value: 1 },
      {},
      { 'a/b~c': 1 },
    ],
  ])('desires %s', (_what, operation, desired, expected) => {
    expect(desiredPatchOf([operation as JsonObject], twinOf(desired))).toEqual(expected);
  });

  it('replaces what is only reported', () => {
    const twin = twinOf({}, { thermostat1: { __t: 'c', target: 1 } });
    const operation = { op: 'replace', path: '/thermostat1/target', value: 2 };
    expect(desiredPatchOf([operation], twin)).toEqual({ thermostat1: { __t: 'c', target: 2 } });
  });

  it.each<[string, Json]>([
    ['no array', {}],
    ['no object', [1]],
    ['another operation', [{ op: 'move', path: '/a', from: '/b' }]],
    ['no way', [{ op: 'add', value: 1 }]],
    ['the whole', [{ op: 'add', path: '/', value: 1 }]],
    ['metadata', [{ op: 'add', path: '/$metadata/a', value: 1 }]],
    ['the mark of a component', [{ op: 'add', path: '/thermostat1/__t', value: 'x' }]],
    ['a way deeper than twins are', [{ op: 'add', path: '/a'.repeat(60_000), value: 1 }]],
    [
      'more operations than it looks at a twin for',
      Array.from({ length: 101 }, () => ({ op: 'add', path: '/a', value: 1 })),
    ],
    ['no value', [{ op: 'add', path: '/a' }]],
    ['a removal of nothing', [{ op: 'remove', path: '/a' }]],
    ['a replacement of nothing', [{ op: 'replace', path: '/a', value: 1 }]],
  ])('is refused with %s', (_what, patch) => {
    expect(() => desiredPatchOf(patch, twinOf({}))).toThrow(RestError);
  });

  it('of several operations does what they do one after another', () => {
    const name = fc.constantFrom('a', 'b');
    const path = fc.oneof(
      name.map((each) => `/${each}`),
      fc.tuple(name, name).map(([c, p]) => `/${c}/${p}`),
    );
    const leaf = fc.integer({ min: 0, max: 3 });
    const value = fc.oneof(leaf, fc.dictionary(name, leaf));
    const operation = fc.oneof(
      fc.record({ op: fc.constant('add'), path, value }),
      fc.record({ op: fc.constant('remove'), path }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(name, value),
        fc.array(operation, { maxLength: 5 }),
        (start, patch) => {
          const twin = twinOf(start);
          let after = twin.desired.values;
          const done: JsonObject[] = [];
          for (const each of patch as JsonObject[]) {
            const now = { ...twin, desired: { ...twin.desired, values: after } };
            try {
              after = mergePatch(after, desiredPatchOf([each], now));
              done.push(each);
            } catch (error) {
              expect(error).toBeInstanceOf(RestError);
            }
          }
          expect(mergePatch(twin.desired.values, desiredPatchOf(done, twin))).toEqual(after);
        },
      ),
    );
  });
});
