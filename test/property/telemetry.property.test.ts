import { compile, type TelemetryMessage } from '@iotpnp/core';
import type { Json, JsonObject } from '@iotpnp/model';
import { lost, settled, startApp, type StartedApp } from '@iotpnp/testkit';
import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { expect, it } from 'vitest';
import { fitting, junk } from './arbitraries-from-schema.js';
import { harmless } from './harmless.js';
import { sameJson } from './json-values.js';
import { keyOf, telemetryOf, type Place } from './model-places.js';
import { quiet } from './quiet.js';
import { runs, TIME } from './runs.js';
import { authored, fits, read } from './schema-oracle.js';
import { TelemetryProbe } from './telemetry-probe.js';

const { model: MODEL } = compile(TelemetryProbe);
const PLACES = telemetryOf(MODEL);
const SUB = '$.sub';

/** The values of the messages of each component, in order; undefined for the default one. */
type Messages = ReadonlyMap<string | undefined, readonly JsonObject[]>;

/** One assignment of the author's code. A value that does not fit is refused before sending (T4). */
interface Assignment {
  readonly place: Place;
  readonly value: Json;
}

interface Turn {
  readonly assign: readonly Assignment[];
  /** What passes before the turn: nothing; or the connection is lost, and comes back before it or after. */
  readonly link: 'stands' | 'lost' | 'lost-and-back';
  /** What becomes of its first message, which the hub does not take: the connection ends; or it is to come again later. */
  readonly fault: 'cut' | 'throttle' | null;
}

function turns(): Arbitrary<Turn> {
  const assignment = fc.constantFrom(...PLACES).chain((place) =>
    fc.record({
      place: fc.constant(place),
      value: fc.oneof(
        { weight: 4, arbitrary: fitting(place.schema).map((json) => read(place.schema, json)) },
        { weight: 1, arbitrary: junk },
      ),
    }),
  );
  return fc.record({
    assign: fc.array(assignment, { minLength: 1, maxLength: 6 }),
    link: fc.constantFrom<Turn['link'][]>('stands', 'stands', 'stands', 'lost', 'lost-and-back'),
    fault: fc.constantFrom<Turn['fault'][]>(null, null, null, null, 'cut', 'throttle'),
  });
}

/** T3: as many messages of a component as its most frequent telemetry has values, each telemetry's in order. */
function expectedMessages(assign: readonly Assignment[]): Map<string | undefined, JsonObject[]> {
  const messages = new Map<string | undefined, JsonObject[]>();
  for (const { place, value: assigned } of assign) {
    if (!fits(place.schema, assigned)) continue;
    const value = JSON.parse(JSON.stringify(assigned)) as Json; // -0 is 0 in JSON
    const { component, name } = place;
    const ofComponent = messages.get(component) ?? [];
    messages.set(component, ofComponent);
    const last = ofComponent.at(-1);
    const isNew = last === undefined || Object.hasOwn(last, name);
    if (isNew) ofComponent.push({ [name]: value });
    else ofComponent.splice(-1, 1, { ...last, [name]: value });
  }
  return messages;
}

function assignTo(app: TelemetryProbe, { place, value }: Assignment): void {
  const { component, name, schema } = place;
  const part = component === undefined ? app : (Reflect.get(app, component) as object);
  const fit = fits(schema, value);
  Reflect.set(part, name, fit ? authored(schema, value) : structuredClone(value));
}

async function perform({ hub, clock }: StartedApp, app: TelemetryProbe, turn: Turn): Promise<void> {
  if (turn.link !== 'stands') hub.cut();
  if (turn.link === 'lost-and-back') await quiet(clock);
  if (turn.fault) {
    hub.takeTelemetry = async () => {
      hub.takeTelemetry = undefined;
      if (turn.fault === 'cut') hub.cut();
      throw lost('backoff');
    };
  }
  for (const assignment of turn.assign) assignTo(app, assignment);
  await settled();
}

/** What arrived, by the component on the wire, in order. */
function received(messages: readonly TelemetryMessage[]): Map<string | undefined, JsonObject[]> {
  const all = new Map<string | undefined, JsonObject[]>();
  for (const { properties, body } of messages) {
    const component = properties[SUB];
    all.set(component, [...(all.get(component) ?? []), JSON.parse(body) as JsonObject]);
  }
  return all;
}

/** Messages under way are several at once: one that comes again may do so behind later ones, which come again too. */
function isWithin(expected: readonly JsonObject[], arrived: readonly JsonObject[]): boolean {
  const left = [...arrived];
  return expected.every((message) => {
    const at = left.findIndex((each) => sameJson(each, message));
    return at >= 0 && left.splice(at, 1).length === 1;
  });
}

function differences(expected: Messages, arrived: Messages, isRepeated: boolean): string[] {
  const components = new Set([...expected.keys(), ...arrived.keys()]);
  return [...components].flatMap((component) => {
    const [wanted = [], found = []] = [expected.get(component), arrived.get(component)];
    const agree = isRepeated ? isWithin(wanted, found) : sameJson(wanted, found);
    const text = `${component}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
    return agree ? [] : [text];
  });
}

it('each value of each turn arrives once, in order, by component', TIME, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(turns(), { minLength: 1, maxLength: 8 }), (given) =>
      harmless(async () => {
        const app = new TelemetryProbe();
        await using device = await startApp(app);
        const expected = new Map<string | undefined, JsonObject[]>();
        for (const turn of given) {
          await perform(device, app, turn);
          for (const [component, messages] of expectedMessages(turn.assign)) {
            expected.set(component, [...(expected.get(component) ?? []), ...messages]);
          }
        }
        await quiet(device.clock);
        const arrived = received(device.hub.telemetry);
        const isRepeated = given.some(({ fault }) => fault === 'throttle');
        expect(differences(expected, arrived, isRepeated)).toEqual([]);
        const keys = new Set(PLACES.map(keyOf));
        for (const { component, values } of device.hub.bodies) {
          for (const name of Object.keys(values as JsonObject)) {
            expect(keys).toContain(keyOf({ component, name }));
          }
        }
      }),
    ),
    runs(2_000),
  );
});
