import type { Json, JsonObject } from '@iotpnp/model';
import type { DesiredRun } from './desired-run.js';
import { heldBy, MODEL, PROPERTIES } from './desired-run.js';
import { at, entriesBut, isObject, sameJson } from './json-values.js';
import { componentsOf, keyOf, type PropertyPlace } from './model-places.js';
import { onWire } from './schema-oracle.js';
import type { Expected, WritableOracle } from './writable-oracle.js';

/** Where a device and its oracle differ, in words; nothing when they agree. */
export function differences(run: DesiredRun): string[] {
  return [
    ...PROPERTIES.flatMap((place) => reportedDifference(run, place)),
    ...strangeKeys(run),
    ...run.oracle.writables.flatMap((writable) => codeDifference(run, writable)),
    ...run.hub.reports.flatMap((patch) => patchFaults(patch)),
    ...unknownDifferences(run),
  ];
}

function reportedDifference(run: DesiredRun, place: PropertyPlace): string[] {
  const key = keyOf(place);
  const held = at(run.hub.reported, ...pathOf(place));
  if (!place.writable) return differ(key, heldBy(run.app, place), held);
  const expected = run.oracle.writables.find((each) => keyOf(each.place) === key)?.expected;
  if (!expected || key === run.given.refused) {
    return differ(`${key}, never answered`, at(run.base, ...pathOf(place)), held);
  }
  return isAcknowledged(held, expected)
    ? []
    : [`${key}: hub holds ${text(held)}, not ${text(expected)}`];
}

function isAcknowledged(held: Json | undefined, expected: Expected): boolean {
  const { value, ac, av, ad = at(held, 'ad') } = expected;
  const answer = { ...(value !== undefined && { value }), ac, av, ad };
  return typeof ad === 'string' && sameJson(held, answer);
}

/** Nothing is reported that the model does not have; each component is marked. */
function strangeKeys({ hub, base }: DesiredRun): string[] {
  const components = componentsOf(MODEL);
  const names = (component: string | undefined) =>
    PROPERTIES.flatMap((place) => (place.component === component ? [place.name] : []));
  const root = new Set([...names(undefined), ...components, '$version']);
  const inside = components.flatMap((component) => {
    const known = new Set([...names(component), '__t']);
    const held = at(hub.reported, component);
    const before = at(base, component) ?? {};
    return [
      ...differ(`${component}.__t`, 'c', at(held, '__t')),
      ...differ(
        `what else ${component} holds`,
        entriesBut(before as JsonObject, known),
        entriesBut(held as JsonObject, known),
      ),
    ];
  });
  return [
    ...differ('what else is held', entriesBut(base, root), entriesBut(hub.reported, root)),
    ...inside,
  ];
}

/** The values in force, and what the author's code was called with. */
function codeDifference(run: DesiredRun, { place, value, calls }: WritableOracle): string[] {
  const key = keyOf(place);
  const called = (run.script.calls.get(key) ?? []).map((each) =>
    each === undefined ? undefined : onWire(place.schema, each),
  );
  return [
    ...differ(`${key} in force`, value, heldBy(run.app, place)),
    ...differ(`calls of ${key}`, calls, called),
  ];
}

/** Each patch keeps to the convention by itself (R2, W1, W2, R6). */
function patchFaults(patch: JsonObject): string[] {
  const components = componentsOf(MODEL);
  return Object.entries(patch).flatMap(([name, value]) => {
    if (!components.includes(name)) return answerFault({ component: undefined, name }, value);
    if (!isObject(value)) return [`component ${name} reported as ${text(value)}`];
    const { __t: marker, ...answers } = value;
    return [
      ...differ(`marker of ${name}`, 'c', marker),
      ...Object.entries(answers).flatMap(([inner, answer]) =>
        answerFault({ component: name, name: inner }, answer),
      ),
    ];
  });
}

function answerFault(at_: { component: string | undefined; name: string }, answer: Json): string[] {
  const key = keyOf(at_);
  const place = PROPERTIES.find((each) => keyOf(each) === key);
  if (!place) return [`${key} is reported, though the model has it not`];
  if (!place.writable) return [];
  const sound =
    isObject(answer) &&
    Object.hasOwn(answer, 'value') &&
    [200, 202, 203, 400, 500].includes(answer['ac'] as number) &&
    Number.isInteger(answer['av']) &&
    typeof answer['ad'] === 'string';
  return sound ? [] : [`${key} is answered with ${text(answer)}`];
}

/** W11: told to the app, and logged once. */
function unknownDifferences(run: DesiredRun): string[] {
  const lines = run.lines.flatMap(({ fields }) =>
    fields['code'] === 'PNP_DESIRED_UNKNOWN' ? [text(fields)] : [],
  );
  const named = run.apps.flatMap(({ unknown }) =>
    unknown.map(({ component, property: name }) => keyOf({ component, name })),
  );
  const told = new Set(named);
  const { unknown: known } = run.oracle;
  const untold = [...known].flatMap(([key, hasValue]) => (hasValue && !told.has(key) ? key : []));
  return [
    ...untold.map((key) => `the app was not told of ${key}`),
    ...named.filter((key) => !known.has(key)).map((key) => `the app was told of ${key}`),
    ...run.faults,
    ...(new Set(lines).size === lines.length ? [] : [`logged more than once: ${lines.join(' ')}`]),
  ];
}

function differ(what: string, expected: unknown, found: unknown): string[] {
  return sameJson(expected, found) ? [] : [`${what}: found ${text(found)}, not ${text(expected)}`];
}

function pathOf({ component, name }: PropertyPlace): string[] {
  return component === undefined ? [name] : [component, name];
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
