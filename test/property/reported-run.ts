import { compile, type Json, type JsonObject } from '@iotpnp/core';
import { settled, startApp, type ReportFault, type StartedApp } from '@iotpnp/testkit';
import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { reportedDocuments } from './arbitraries-from-model.js';
import { fitting, junk } from './arbitraries-from-schema.js';
import { at, sameJson } from './json-values.js';
import { keyOf, propertiesOf, type PropertyPlace } from './model-places.js';
import { quiet } from './quiet.js';
import { ReportedProbe } from './reported-probe.js';
import { authored, fits, read } from './schema-oracle.js';

export const { model: MODEL } = compile(ReportedProbe);
export const PROPERTIES = propertiesOf(MODEL);
/** So few values of each property that a value often comes back. */
const MOST_VALUES = 3;
/** Beside those of the pool: no value, and one that does not fit. */
const NONE = MOST_VALUES;
const MISFIT = MOST_VALUES + 1;

/** One assignment: which property, and which of its values. */
interface Assignment {
  readonly key: string;
  readonly value: number;
}

type Operation =
  /** What one run of the author's code assigns; `long`: all that is due passes before the next. */
  | { readonly op: 'turn'; readonly assign: readonly Assignment[]; readonly long: boolean }
  /** The hub does not take reports for a while. */
  | { readonly op: 'hold' | 'release' }
  | { readonly op: 'cut' | 'renew' | 'recreate' }
  | { readonly op: 'faults'; readonly faults: readonly ReportFault[] };

export interface ReportedCase {
  readonly pools: Readonly<Record<string, readonly Json[]>>;
  readonly misfit: Json;
  readonly reported: JsonObject;
  readonly operations: readonly Operation[];
}

export function reportedCases(): Arbitrary<ReportedCase> {
  const pools = PROPERTIES.map(({ component, name, schema }) => {
    const values = fc.array(
      fitting(schema).map((json) => read(schema, json)),
      { minLength: MOST_VALUES, maxLength: MOST_VALUES },
    );
    return [keyOf({ component, name }), values] as const;
  });
  // A case is about few properties, so that one of them changes often.
  return fc.subarray(PROPERTIES.map(keyOf), { minLength: 1, maxLength: 5 }).chain((keys) =>
    fc.record({
      pools: fc.record(Object.fromEntries(pools.filter(([key]) => keys.includes(key)))),
      misfit: junk,
      reported: fc.oneof(fc.constant({}), reportedDocuments(MODEL)),
      operations: fc.array(operations(keys), { maxLength: 14 }),
    }),
  );
}

function operations(keys: readonly string[]): Arbitrary<Operation> {
  const assignment = fc.record({ key: fc.constantFrom(...keys), value: fc.nat(MISFIT) });
  const faults = fc.constantFrom<ReportFault[]>(
    ...(['throttle', 'cut', 'apply-and-cut', 'apply-and-be-silent'] as const),
  );
  return fc.oneof<{ weight: number; arbitrary: Arbitrary<Operation> }[]>(
    {
      weight: 8,
      arbitrary: fc.record({
        op: fc.constant('turn'),
        assign: fc.array(assignment, { minLength: 1, maxLength: 4 }),
        long: fc.boolean(),
      }),
    },
    { weight: 3, arbitrary: fc.record({ op: fc.constantFrom('hold', 'release') }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constantFrom('cut', 'renew', 'recreate') }) },
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constant('faults'),
        faults: fc.array(faults, { minLength: 1, maxLength: 2 }),
      }),
    },
  );
}

/** A device whose read-only properties change, and what the conventions (R1 to R7) want the hub to hold. */
export class ReportedRun implements AsyncDisposable {
  /** In JSON form, by key; no value where there is none. */
  readonly expected = new Map<string, Json | undefined>();
  /** What is wrong with the reports themselves. */
  readonly faults: string[] = [];
  #held: Promise<void> | undefined;
  #release: () => void = () => {};
  #underWay = 0;

  private constructor(
    readonly given: ReportedCase,
    readonly app: ReportedProbe,
    readonly device: StartedApp,
  ) {
    for (const place of PROPERTIES) this.expected.set(keyOf(place), this.#heldBy(place));
    device.hub.judge = async () => {
      this.#underWay += 1;
      if (this.#underWay > 1) this.faults.push('two reports under way at once');
      await this.#held;
      this.#underWay -= 1;
    };
  }

  static async start(given: ReportedCase): Promise<ReportedRun> {
    const app = new ReportedProbe();
    const device = await startApp(app, { twin: { reported: given.reported } });
    const run = new ReportedRun(given, app, device);
    await quiet(device.clock);
    return run;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.device[Symbol.asyncDispose]();
  }

  async perform(operation: Operation): Promise<void> {
    const { hub } = this.device;
    switch (operation.op) {
      case 'turn':
        await this.#turn(operation.assign, operation.long);
        return;
      case 'hold':
        this.#held ??= new Promise((resolve) => {
          this.#release = resolve;
        });
        return;
      case 'release':
        await this.release();
        return;
      case 'faults':
        hub.reportFaults.push(...operation.faults);
        return;
      case 'renew':
        await this.release(); // a hub answers in order
        hub.resync();
        break;
      case 'cut':
        await this.release();
        hub.cut();
        break;
      default:
        await this.release();
        hub.cut();
        hub.twin.recreate();
    }
    await settled();
  }

  async release(): Promise<void> {
    this.#release();
    this.#held = undefined;
    await settled();
  }

  async #turn(assign: readonly Assignment[], long: boolean): Promise<void> {
    const { hub, clock } = this.device;
    const isPlain = clock.waiting.length === 0 && hub.connected && hub.reportFaults.length === 0;
    const before = hub.reports.length;
    const held = hub.reported;
    for (const assignment of assign) this.#assign(assignment);
    await settled();
    if (isPlain && !this.#held) this.#checkTurn(assign, hub.reports.slice(before), held);
    if (!long) return;
    await this.release();
    await quiet(clock);
  }

  /** R3, R4: one patch for all that differs from what the hub holds, with nothing that was not assigned. */
  #checkTurn(
    assign: readonly Assignment[],
    patches: readonly JsonObject[],
    held: JsonObject,
  ): void {
    if (patches.length > 1) this.faults.push(`${patches.length} patches for one turn`);
    const touched = new Set(assign.map(({ key }) => key));
    for (const place of PROPERTIES) {
      const key = keyOf(place);
      const isSent = patches.some((patch) => at(patch, ...pathOf(place)) !== undefined);
      const differs = !sameJson(at(held, ...pathOf(place)), this.expected.get(key));
      if (isSent && !touched.has(key)) this.faults.push(`${key} was sent, though not assigned`);
      if (touched.has(key) && differs && !isSent) this.faults.push(`${key} was not sent`);
    }
  }

  #assign({ key, value }: Assignment): void {
    const place = PROPERTIES.find((each) => keyOf(each) === key) as PropertyPlace;
    const { component, name, schema } = place;
    const part = component === undefined ? this.app : (Reflect.get(this.app, component) as object);
    const { misfit, pools } = this.given;
    if (value === MISFIT) {
      // A value that does not fit is not sent: what was reported before stands.
      if (!fits(schema, misfit)) Reflect.set(part, name, structuredClone(misfit));
    } else if (value === NONE) {
      Reflect.set(part, name, undefined);
      this.expected.set(key, undefined); // R5
    } else {
      const json = pools[key]?.[value] as Json;
      Reflect.set(part, name, authored(schema, json));
      this.expected.set(key, json);
    }
  }

  #heldBy({ component, name, schema }: PropertyPlace): Json | undefined {
    const part = component === undefined ? this.app : (Reflect.get(this.app, component) as object);
    const value: unknown = Reflect.get(part, name);
    return value === undefined ? undefined : read(schema, authoredToWire(value));
  }
}

function authoredToWire(value: unknown): Json {
  return (value instanceof Date ? value.toISOString() : value) as Json;
}

export function pathOf({ component, name }: PropertyPlace): string[] {
  return component === undefined ? [name] : [component, name];
}
