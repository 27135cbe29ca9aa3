import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { InterfaceModel, Json, JsonObject } from '@iotpnp/model';
import { fitting, junk, partial, PROTOTYPE_NAMES } from './arbitraries-from-schema.js';
import { isObject } from './json-values.js';
import { componentsOf, propertiesOf, type PropertyPlace } from './model-places.js';

/** One property of a patch, before it stands in its component. */
interface Entry {
  readonly component: string | undefined;
  readonly name: string;
  readonly value: Json;
}

/** Patches of desired properties: mostly declared names, mostly with values that fit; and whatever a back end may send. */
export function desiredPatches(model: InterfaceModel): Arbitrary<JsonObject> {
  const components = componentsOf(model);
  const whole = fc.record({
    component: fc.constantFrom(...components),
    value: fc.constantFrom<Json[]>(null, null, 5, 'x', [{}], true, {}),
  });
  const marks = fc.record({
    marked: fc.subarray(components),
    odd: fc.option(fc.constantFrom<Json[]>('x', 7, null), { freq: 9, nil: 'c' }),
  });
  return fc
    .tuple(
      fc.array(entries(model), { minLength: 1, maxLength: 5 }),
      fc.option(whole, { freq: 7, nil: undefined }),
      marks,
    )
    .map(([some, replaced, { marked, odd }]) => {
      const patch = patchOf(some, marked, odd);
      return replaced ? { ...patch, [replaced.component]: replaced.value } : patch;
    });
}

/** As {@link desiredPatches}, of declared writables alone, with values that fit. */
export function soundPatches(model: InterfaceModel): Arbitrary<JsonObject> {
  const places = propertiesOf(model).filter(({ writable }) => writable);
  const declared = fc
    .constantFrom(...places)
    .chain((place) =>
      fc
        .option(fitting(place.schema), { freq: 5, nil: null })
        .map((value) => ({ ...place, value })),
    );
  return fc.array(declared, { minLength: 1, maxLength: 5 }).map((some) => patchOf(some, [], 'c'));
}

/** What a twin may already hold as reported: of an earlier program of this device, or of another. */
export function reportedDocuments(model: InterfaceModel): Arbitrary<JsonObject> {
  const places = propertiesOf(model);
  const ack = (value: Arbitrary<Json>) =>
    fc.tuple(value, fc.nat(9)).map(([of, av]) => ({ value: of, ac: 200, av, ad: 'applied' }));
  const declared = fc.constantFrom(...places).chain((place) => {
    const fit = fitting(place.schema);
    return fc.oneof(fit, ack(fit), junk, ack(junk)).map((value): Entry => ({ ...place, value }));
  });
  const old = fc.record({
    component: fc.constantFrom(undefined, ...componentsOf(model)),
    name: fc.constantFrom('old', 'older', ...PROTOTYPE_NAMES),
    value: junk,
  });
  return fc
    .array(fc.oneof({ weight: 4, arbitrary: declared }, { weight: 1, arbitrary: old }), {
      maxLength: 5,
    })
    .map((some) => patchOf(some, componentsOf(model), 'c'));
}

/** 70 % declared writables, half of whose values fit; the rest is what no device has to do with. */
function entries(model: InterfaceModel): Arbitrary<Entry> {
  const places = propertiesOf(model);
  const writables = places.filter(({ writable }) => writable);
  const declared = fc.constantFrom(...writables).chain((place) => valueFor(place));
  const strange = fc.constantFrom(
    'unknown',
    '$version',
    '__t',
    ...PROTOTYPE_NAMES,
    ...places.filter(({ writable }) => !writable).map(({ name }) => name),
    ...writables.filter(({ component }) => component !== undefined).map(({ name }) => name),
  );
  const undeclared = fc.record({
    component: fc.constantFrom(undefined, ...componentsOf(model)),
    name: strange,
    value: fc.oneof(junk, fc.constant(null)),
  });
  const isDeclared = ({ component, name }: Entry) =>
    writables.some((place) => place.component === component && place.name === name);
  return fc.oneof(
    { weight: 7, arbitrary: declared },
    { weight: 3, arbitrary: undeclared.filter((entry) => !isDeclared(entry)) },
  );
}

function valueFor({ component, name, schema }: PropertyPlace): Arbitrary<Entry> {
  const value = fc.oneof(
    { weight: 5, arbitrary: fitting(schema) },
    { weight: 2, arbitrary: junk },
    { weight: 2, arbitrary: partial(schema) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  return value.map((of) => ({ component, name, value: of }));
}

/** The components named in `marked` carry the convention's marker, or an odd one; the others none. */
function patchOf(entriesIn: readonly Entry[], marked: readonly string[], marker: Json): JsonObject {
  const patch = new Map<string, Json>();
  for (const { component, name, value } of entriesIn) {
    if (component === undefined) {
      if (name !== '$version') patch.set(name, value);
      continue;
    }
    const before = patch.get(component);
    const start = marked.includes(component) ? { __t: marker } : {};
    const inner = new Map(Object.entries(isObject(before) ? before : start)).set(name, value);
    patch.set(component, Object.fromEntries(inner));
  }
  return Object.fromEntries(patch);
}
