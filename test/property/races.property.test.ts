import * as fc from 'fast-check';
import type { Json, JsonObject } from '@iotpnp/model';
import { expect, it } from 'vitest';
import { harmless } from './harmless.js';
import { at, isObject, sameJson } from './json-values.js';
import { keyOf, type PropertyPlace } from './model-places.js';
import { RaceRun, races, WRITABLES } from './races-run.js';
import { runs, TIME } from './runs.js';
import { onWire, read } from './schema-oracle.js';
import { Script } from './script.js';
import { WritableProbe } from './writable-probe.js';

// What happens in between is nobody's to say: the code may see a value or miss it. What comes of it is: rows W10 and W13 to W16.

it(
  'whatever crosses on the way, the device ends with what is desired of it, and says so',
  TIME,
  async () => {
    await fc.assert(
      fc.asyncProperty(races(), (given) =>
        harmless(async () => {
          await using run = await RaceRun.start(given);
          for (const event of given.events) await run.happen(event);
          await run.end();
          expect(WRITABLES.flatMap((place) => differences(run, place))).toEqual([]);
        }),
      ),
      runs(2_000),
    );
  },
);

const BEGINNING = new WritableProbe(new Script([]));

function differences({ app, device: { hub } }: RaceRun, place: PropertyPlace): string[] {
  const desired = at(hub.desired, ...pathOf(place));
  const wanted = desired === undefined ? heldBy(BEGINNING, place) : read(place.schema, desired);
  const found = heldBy(app, place);
  const answer = at(hub.reported, ...pathOf(place));
  const version = desired === undefined ? at(answer, 'av') : hub.desired['$version'];
  return [
    ...(sameJson(found, wanted) ? [] : [`${keyOf(place)} is ${text(found)}, not ${text(wanted)}`]),
    ...(isAnswer(answer, wanted, version) ? [] : [`${keyOf(place)} is answered ${text(answer)}`]),
    ...goingBack(hub.reports, place),
  ];
}

function isAnswer(
  answer: Json | undefined,
  value: Json | undefined,
  av: Json | undefined,
): boolean {
  const { ad } = isObject(answer) ? answer : {};
  const whole = { ...(value !== undefined && { value }), ac: 200, av, ad };
  return typeof ad === 'string' && sameJson(answer, whole);
}

/** An older version is never answered after a newer one. */
function goingBack(reports: readonly JsonObject[], place: PropertyPlace): string[] {
  const versions = reports.flatMap((patch) => {
    const av = at(patch, ...pathOf(place), 'av');
    return typeof av === 'number' ? [av] : [];
  });
  const isSorted = versions.every((av, index) => index === 0 || av >= (versions[index - 1] ?? 0));
  return isSorted ? [] : [`${keyOf(place)} is answered for the versions ${text(versions)}`];
}

function heldBy(app: WritableProbe, { component, name, schema }: PropertyPlace): Json | undefined {
  const part = component === undefined ? app : (Reflect.get(app, component) as object);
  const value: unknown = Reflect.get(part, name);
  return value === undefined ? undefined : onWire(schema, value);
}

function pathOf({ component, name }: PropertyPlace): string[] {
  return component === undefined ? [name] : [component, name];
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
