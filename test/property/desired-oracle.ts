import type { Json, JsonObject } from '@iotpnp/model';
import { at, isObject, sameJson } from './json-values.js';
import { keyOf, type PropertyPlace } from './model-places.js';
import { planAt, type Plan, type Verdict } from './plan.js';
import { WritableOracle, type Facts } from './writable-oracle.js';

export interface OracleOptions {
  readonly properties: readonly PropertyPlace[];
  readonly components: readonly string[];
  /** What the class begins with, in JSON form, and which code it has; by key. */
  readonly facts: ReadonlyMap<string, Facts>;
  readonly plans: readonly Plan[];
  readonly initialAck: 200 | 203;
}

/**
 * What the conventions (rows W1 to W17) want of a device, told of what has happened to it. Documents of desired
 * properties are the hub's own, so that nothing is merged here.
 */
export class DesiredOracle {
  readonly writables: readonly WritableOracle[];
  /** Paths that a back end has named though they are not writable; true where it had a value other than null. */
  readonly unknown = new Map<string, boolean>();
  /** The `$version` handled last; undefined in a fresh process. */
  #version: number | undefined;
  /** Components that the hub holds as something else than an object (W13). */
  #malformed: ReadonlySet<string> = new Set();

  constructor(readonly options: OracleOptions) {
    const { properties, facts, plans, initialAck } = options;
    this.writables = properties
      .filter(({ writable }) => writable)
      .map((place) => {
        const plan = (call: number) => planAt(plans, keyOf(place), call);
        return new WritableOracle(place, facts.get(keyOf(place)) as Facts, { plan, initialAck });
      });
  }

  /** Another process: it holds no state (W14). */
  restarted(): void {
    this.#version = undefined;
    for (const writable of this.writables) writable.restart();
  }

  /** The twin was read (W14, W15), and the document was this. */
  read(document: JsonObject): void {
    const version = Number(document['$version']);
    const anew = this.#version !== undefined && version < this.#version; // W16
    const first = this.#version === undefined || anew;
    this.#version = version;
    this.#malformed = this.#malformedOf(document);
    for (const writable of this.writables) {
      if (anew) writable.forget();
      const skipped = this.#malformed.has(writable.place.component ?? '');
      const value = skipped ? undefined : valueAt(document, writable);
      if (value === undefined) {
        if (first) writable.reportOwn('reported default value'); // W17
        else if (!skipped && writable.desired !== undefined) writable.reset(version); // W12
      } else if (!first && sameJson(value, writable.desired)) writable.repeat(version); // W15
      else writable.apply(value, version);
    }
    this.#note(document);
  }

  /** A patch one above the last version was pushed; the hub then held this document (W3 to W8, W12, W13). */
  pushed(patch: JsonObject, document: JsonObject): void {
    const version = Number(document['$version']);
    this.#version = version;
    const before = this.#malformed;
    this.#malformed = this.#malformedOf(document);
    for (const writable of this.writables) {
      const { component = '' } = writable.place;
      if (this.#malformed.has(component)) continue; // logged and skipped
      const value = valueAt(document, writable);
      // What the hub forgot when it took another thing for the component is gone now that this is known.
      const forgotten =
        before.has(component) && value === undefined && writable.desired !== undefined;
      if (!isNamed(patch, writable) && !forgotten) continue;
      if (value === undefined) writable.reset(version);
      else writable.apply(value, version);
    }
    this.#note(patch);
  }

  assigned(key: string, json: Json): void {
    this.#at(key)?.assign(json);
  }

  finished(key: string, call: number, verdict: Verdict): void {
    this.#at(key)?.finish(call, verdict);
  }

  #at(key: string): WritableOracle | undefined {
    return this.writables.find(({ place }) => keyOf(place) === key);
  }

  #malformedOf(document: JsonObject): ReadonlySet<string> {
    const isMalformed = (name: string) => {
      const value = at(document, name);
      return value !== undefined && value !== null && !isObject(value);
    };
    return new Set(this.options.components.filter(isMalformed));
  }

  /** W11. The convention's own keys name nothing. */
  #note(document: JsonObject): void {
    const { components } = this.options;
    const note = (component: string | undefined, values: JsonObject) => {
      for (const [name, value] of Object.entries(values)) {
        if (name === '$version' || name === '__t') continue;
        if (component === undefined && components.includes(name)) {
          if (isObject(value)) note(name, value);
          continue;
        }
        const key = keyOf({ component, name });
        const before = this.unknown.get(key) ?? false;
        if (!this.#at(key)) this.unknown.set(key, before || value !== null);
      }
    };
    note(undefined, document);
  }
}

function valueAt(document: JsonObject, { place }: WritableOracle): Json | undefined {
  const { component, name } = place;
  return component === undefined ? at(document, name) : at(document, component, name);
}

/** Whether a patch speaks of a writable; a component that is null speaks of all of its own (W13). */
function isNamed(patch: JsonObject, { place }: WritableOracle): boolean {
  const { component, name } = place;
  if (component === undefined) return Object.hasOwn(patch, name);
  const part = at(patch, component);
  return part === null || (isObject(part) && Object.hasOwn(part, name));
}
