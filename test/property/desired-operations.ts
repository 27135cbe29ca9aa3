import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import type { InterfaceModel, Json, JsonObject } from '@iotpnp/model';
import type { ReportFault } from '@iotpnp/testkit';
import { fitting } from './arbitraries-from-schema.js';
import { desiredPatches, reportedDocuments } from './arbitraries-from-model.js';
import { keyOf, propertiesOf } from './model-places.js';
import { read } from './schema-oracle.js';
import { CODE } from './writable-probe.js';
import type { Plan, Verdict } from './plan.js';

/** What happens to the next reports, one each. */
export type Fault = Exclude<ReportFault, 'refuse'>;

/** What passes before the next thing happens: nothing, so that it is in the same turn; that turn; all that is due. */
export type Pause = 'none' | 'turn' | 'long';

/** One thing that happens to a device. Where it has no pause of its own, all that is due passes before and after it. */
export type Operation =
  | { readonly op: 'desire'; readonly patch: JsonObject; readonly pause: Pause }
  | { readonly op: 'assign'; readonly key: string; readonly value: Json; readonly pause: Pause }
  /** A map is edited in place, and the session told of it. */
  | { readonly op: 'edit'; readonly key: string; readonly value: number; readonly pause: Pause }
  /** The device sets the very value that its code was asked for last. */
  | { readonly op: 'take'; readonly key: string; readonly pause: Pause }
  /** A push at or below the last version. */
  | { readonly op: 'stale'; readonly patch: JsonObject; readonly back: number }
  /** A push before which one was missed. */
  | { readonly op: 'skipped'; readonly missed: JsonObject; readonly patch: JsonObject }
  | { readonly op: 'unversioned'; readonly patch: JsonObject }
  | { readonly op: 'rubbish'; readonly push: Json }
  /** The token is renewed, or the connection lost, with desired changes meanwhile. */
  | { readonly op: 'renew' | 'reconnect'; readonly meanwhile: readonly JsonObject[] }
  /** The device is deleted and made again under its name. */
  | { readonly op: 'recreate'; readonly desired: JsonObject | null }
  /** The process ends and another one begins. */
  | { readonly op: 'restart' }
  /** Work that waits is ended, one of all there is. */
  | { readonly op: 'finish'; readonly which: number; readonly verdict: Verdict }
  | { readonly op: 'faults'; readonly faults: readonly Fault[] };

export interface DesiredCase {
  readonly initialAck: 200 | 203;
  readonly plans: readonly Plan[];
  /** The twin before the first connect. */
  readonly desired: JsonObject;
  readonly version: number;
  readonly reported: JsonObject;
  /** A property the hub does not take, whatever its value. */
  readonly refused: string | null;
  readonly operations: readonly Operation[];
  /** How all work that still waits ends; null when it never does. */
  readonly last: Verdict | null;
}

const verdicts = fc.constantFrom<Verdict[]>('accept', 'accept', 'keep', 'reject', 'throw');
const pauses = fc.constantFrom<Pause[]>('none', 'turn', 'long');
const plans = fc.array(
  fc.record({ verdict: verdicts, interim: fc.boolean(), obeys: fc.boolean() }),
  { minLength: 1, maxLength: 6 },
);

export function desiredCases(model: InterfaceModel): Arbitrary<DesiredCase> {
  const writables = propertiesOf(model).filter(({ writable }) => writable);
  return fc.record({
    initialAck: fc.constantFrom<(200 | 203)[]>(200, 203),
    plans,
    desired: fc.oneof(fc.constant({}), desiredPatches(model)),
    version: fc.integer({ min: 1, max: 9 }),
    reported: fc.oneof(fc.constant({}), reportedDocuments(model)),
    refused: fc.option(fc.constantFrom(...writables.map(keyOf)), { freq: 5 }),
    operations: fc.array(operations(model), { maxLength: 12 }),
    last: fc.option(verdicts),
  });
}

function operations(model: InterfaceModel): Arbitrary<Operation> {
  const patch = desiredPatches(model);
  const writables = propertiesOf(model).filter(({ writable }) => writable);
  const assign = fc.constantFrom(...writables).chain((place) =>
    fc.record({
      op: fc.constant('assign' as const),
      key: fc.constant(keyOf(place)),
      value: fitting(place.schema).map((json) => read(place.schema, json)),
      pause: pauses,
    }),
  );
  const weighted: { weight: number; arbitrary: Arbitrary<Operation> }[] = [
    { weight: 10, arbitrary: fc.record({ op: fc.constant('desire'), patch, pause: pauses }) },
    { weight: 3, arbitrary: assign },
    {
      weight: 1,
      arbitrary: fc.record({
        op: fc.constant('edit'),
        key: fc.constantFrom('rooms', 'left.gains', 'right.gains'),
        value: fc.nat(9),
        pause: pauses,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        op: fc.constant('take'),
        key: fc.constantFrom(...Object.keys(CODE)),
        pause: pauses,
      }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('stale'), patch, back: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('skipped'), missed: patch, patch }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('unversioned'), patch }) },
    {
      weight: 1,
      arbitrary: fc.record({
        op: fc.constant('rubbish'),
        push: fc.constantFrom<Json[]>(null, 'x', 5, [1], { $version: 'x' }, {}),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constantFrom('renew', 'reconnect'),
        meanwhile: fc.array(patch, { maxLength: 2 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        op: fc.constant('recreate'),
        desired: fc.option(patch, { nil: null }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('restart') }) },
    {
      weight: 6,
      arbitrary: fc.record({ op: fc.constant('finish'), which: fc.nat(5), verdict: verdicts }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        op: fc.constant('faults'),
        faults: fc.array(
          fc.constantFrom<Fault[]>('cut', 'apply-and-cut', 'apply-and-be-silent', 'throttle'),
          { minLength: 1, maxLength: 3 },
        ),
      }),
    },
  ];
  return fc.oneof(...weighted);
}
