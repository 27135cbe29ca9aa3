import { compile, type TelemetryMessage } from '@iotpnp/core';
import type { Json } from '@iotpnp/model';
import { lost, settled, startApp, type StartedApp } from '@iotpnp/testkit';
import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { expect, it } from 'vitest';
import { fitting, junk } from './arbitraries-from-schema.js';
import { harmless } from './harmless.js';
import { sameJson } from './json-values.js';
import { telemetryOf } from './model-places.js';
import { quiet } from './quiet.js';
import { runs, TIME } from './runs.js';
import { authored, fits, read } from './schema-oracle.js';
import { expectedMessages, type Assignment, type ExpectedMessage } from './telemetry-oracle.js';
import { TelemetryProbe } from './telemetry-probe.js';

const { model: MODEL } = compile(TelemetryProbe);
const PLACES = telemetryOf(MODEL);

interface Turn {
  readonly assign: readonly Assignment[];
  /** What passes before the turn: nothing; or the connection is lost, and comes back before it or after. */
  readonly link: 'stands' | 'lost' | 'lost-and-back';
  /** What becomes of its first message, which the hub does not take: the connection ends; or it is to come again later. */
  readonly fault: 'cut' | 'throttle' | null;
}

function turns(): Arbitrary<Turn> {
  const misfits = fc.oneof(junk, fc.constantFrom<Json[]>(Number.NaN, Number.POSITIVE_INFINITY));
  const assignment = fc.constantFrom(...PLACES).chain((place) =>
    fc.record({
      place: fc.constant(place),
      value: fc.oneof(
        { weight: 4, arbitrary: fitting(place.schema).map((json) => read(place.schema, json)) },
        { weight: 1, arbitrary: misfits },
      ),
    }),
  );
  return fc.record({
    assign: fc.array(assignment, { minLength: 1, maxLength: 6 }),
    link: fc.constantFrom<Turn['link'][]>('stands', 'stands', 'stands', 'lost', 'lost-and-back'),
    fault: fc.constantFrom<Turn['fault'][]>(null, null, null, null, 'cut', 'throttle'),
  });
}

/** What the conventions want of the turn. */
async function perform(
  { hub, clock }: StartedApp,
  app: TelemetryProbe,
  { link, fault, assign }: Turn,
): Promise<ExpectedMessage[]> {
  if (link !== 'stands') hub.cut();
  await settled();
  if (link === 'lost-and-back') await quiet(clock);
  if (fault) {
    hub.takeTelemetry = async () => {
      hub.takeTelemetry = undefined;
      if (fault === 'cut') hub.cut();
      throw lost('backoff');
    };
  }
  const offline = !hub.connected;
  for (const { place, value } of assign) {
    const { component, name, schema } = place;
    const part = component === undefined ? app : (Reflect.get(app, component) as object);
    const isFit = fits(schema, value);
    Reflect.set(part, name, isFit ? authored(schema, value) : structuredClone(value));
  }
  await settled();
  return expectedMessages(assign, offline);
}

/** Whether a message is what was expected: T1, T2, T6. */
function isAs(expected: ExpectedMessage, message: TelemetryMessage): boolean {
  const { component, body, contentType, contentEncoding, properties, createdAt } = message;
  const age = properties['iothub-creation-time-utc'];
  return (
    component === expected.component &&
    properties['$.sub'] === expected.component &&
    contentType === 'application/json' &&
    contentEncoding === 'utf-8' &&
    sameJson(JSON.parse(body), expected.values) &&
    (age === undefined ? !expected.offline : age === createdAt.toISOString())
  );
}

/** Messages of one component keep their order; between components there is none. */
function inOrder(expected: readonly ExpectedMessage[], arrived: readonly TelemetryMessage[]) {
  const components = new Set([...expected, ...arrived].map(({ component }) => component));
  return [...components].every((name) => {
    const wanted = expected.filter(({ component }) => component === name);
    const found = arrived.filter(({ component }) => component === name);
    return (
      wanted.length === found.length &&
      wanted.every((each, at) => isAs(each, found[at] as TelemetryMessage))
    );
  });
}

/** Several messages are under way at once: one that comes again may do so behind later ones, which come again too. */
function atLeastOnce(expected: readonly ExpectedMessage[], arrived: readonly TelemetryMessage[]) {
  const left = [...arrived];
  const all = expected.every((each) => {
    const at = left.findIndex((message) => isAs(each, message));
    return at >= 0 && left.splice(at, 1).length === 1;
  });
  return all && left.every((message) => expected.some((each) => isAs(each, message)));
}

it('each value of each turn arrives once, in order, by component', TIME, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turns(), { minLength: 1, maxLength: 8 }), (given) =>
      harmless(async () => {
        const app = new TelemetryProbe();
        await using device = await startApp(app);
        const expected: ExpectedMessage[] = [];
        for (const turn of given) expected.push(...(await perform(device, app, turn)));
        await quiet(device.clock);
        const { telemetry } = device.hub;
        const isRepeated = given.some(({ fault }) => fault === 'throttle');
        const agree = isRepeated ? atLeastOnce(expected, telemetry) : inOrder(expected, telemetry);
        expect(agree ? [] : telemetry, 'what arrived').toEqual(agree ? [] : expected);
      }),
    ),
    runs(2_000),
  );
});
