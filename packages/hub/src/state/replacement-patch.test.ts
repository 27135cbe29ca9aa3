import type { Json, JsonObject } from '@iotpnp/model';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergePatch } from './merge-patch.js';
import { replacementPatch } from './replacement-patch.js';

it('has the new document, and null for what goes, at every depth', () => {
  const current = { gone: 1, kept: { a: 1, b: 2 }, list: [1], text: 'x' };
  const target = { kept: { b: 3, c: 4 }, list: [2], text: { d: 5 } };
  expect(replacementPatch(current, target)).toEqual({
    ...target,
    kept: { b: 3, c: 4, a: null },
    gone: null,
  });
});

it('merged into any document makes the other of it', () => {
  const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
  const object = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', '__proto__'),
    value,
  ) as fc.Arbitrary<JsonObject>;
  fc.assert(
    fc.property(object, object, (current, target) => {
      const wanted = withoutNull(target);
      const [from, patch] = [withoutNull(current), replacementPatch(withoutNull(current), target)];
      expect(mergePatch(from, patch)).toEqual(wanted);
    }),
  );
});

/** As a twin holds it: merging leaves no null behind in an object. */
function withoutNull(object: JsonObject): JsonObject {
  return mergePatch({}, object);
}
