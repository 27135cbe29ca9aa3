import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import { jsonEqual } from '../json-equal.js';
import type { UnknownDesired } from '../lifecycle.js';
import { documentPaths, propertyAt, versionOf, type PropertyPath } from '../convention.js';
import { applyMergePatch } from '../merge-patch.js';
import type { SessionContext } from './context.js';
import type { Writable } from './writable.js';

/** A back end may name anything: what is remembered of it is bounded. */
const MOST_UNKNOWN = 1_000;

/**
 * Desired properties on their way to the writables: a shadow of the document (a read replaces it,
 * pushes merge into it) and, for each connection, a gate that lets no version pass twice or be missed.
 */
export class Desired {
  readonly #writables: readonly Writable[];
  readonly #components: ReadonlySet<string>;
  #shadow: JsonObject = {};
  /** Of the last document or patch handled; undefined until the first read. */
  #version: number | undefined;
  /** Pushes that came while the twin was being read; undefined when it is not. */
  #early: JsonObject[] | undefined = [];
  /** What the app was told of last, by path: it is told again when that changes. */
  readonly #unknown = new Map<string, Json>();

  constructor(
    readonly context: SessionContext,
    readonly options: {
      readonly writables: readonly Writable[];
      readonly components: Iterable<string>;
      /** A path the model has, though not as a writable. */
      readonly isReadOnly: (path: PropertyPath) => boolean;
      readonly unknown: (unknown: UnknownDesired) => void;
    },
  ) {
    this.#writables = options.writables;
    this.#components = new Set(options.components);
  }

  /** The link is gone: what it pushed while the twin was being read belongs to no other. */
  offline(): void {
    this.#early = undefined;
  }

  /** The twin is being read: what is pushed meanwhile waits, as it may be newer than the answer or part of it. */
  reading(): void {
    this.#early ??= [];
  }

  /**
   * The document as the hub holds it. `anew` when it belongs to another twin than before.
   * False when a push that waited for it shows that one was missed.
   */
  read(document: JsonObject, options: { anew: boolean }): boolean {
    const version = versionOf(document) ?? 0;
    const first = options.anew || this.#version === undefined || version < this.#version;
    if (first) for (const writable of this.#writables) writable.forget();
    const { paths, malformed } = this.#paths(document);
    this.#shadow = document;
    this.#version = version;
    for (const writable of this.#writables) {
      if (first || !this.#isSkipped(writable)) this.#compare(writable, version, first);
    }
    this.#tell(document, paths, malformed);
    const early = this.#early ?? [];
    this.#early = undefined;
    return early.map((patch) => this.push(patch)).every(Boolean);
  }

  /** A patch the hub pushed. False when one before it was missed, so that the twin has to be read again. */
  push(patch: JsonObject): boolean {
    if (this.#early) {
      this.#early.push(patch);
      return true;
    }
    const version = versionOf(patch);
    const last = this.#version ?? 0;
    if (version === undefined || version > last + 1) return false;
    if (version <= last) return true;
    const { paths, resetComponents, malformed } = this.#paths(patch);
    const skipped = new Set(this.#writables.filter((writable) => this.#isSkipped(writable)));
    this.#version = version;
    this.#shadow = applyMergePatch(this.#shadow, patch);
    for (const writable of this.#writables) {
      const { component } = writable;
      const wholly = component !== undefined && resetComponents.includes(component);
      if (wholly || paths.some((path) => same(path, writable))) this.#apply(writable, version);
      // An object again: what was desired before is gone, unless the patch has named it.
      else if (skipped.has(writable) && !this.#isSkipped(writable)) {
        this.#compare(writable, version, false);
      }
    }
    this.#tell(patch, paths, malformed);
    return true;
  }

  #paths(document: JsonObject) {
    return documentPaths(document, (name) => this.#components.has(name));
  }

  /** A component that is no object says nothing: what was desired of it before stands. */
  #isSkipped({ component }: Writable): boolean {
    if (component === undefined) return false;
    const held = propertyAt(this.#shadow, { component: undefined, property: component });
    return held !== undefined && held !== null && !isJsonObject(held);
  }

  /** After a read: what is as it was handled last is only answered again. */
  #compare(writable: Writable, version: number, first: boolean): void {
    const value = propertyAt(this.#shadow, writable) ?? undefined;
    if (value === undefined && first) writable.reportInitial();
    else if (!writable.isDesired(value)) this.#apply(writable, version);
    else if (value !== undefined) writable.repeat(version);
  }

  #apply(writable: Writable, version: number): void {
    const value = propertyAt(this.#shadow, writable);
    if (value === undefined || value === null) writable.reset(version);
    else writable.apply(value, version);
  }

  #tell(document: JsonObject, paths: readonly PropertyPath[], malformed: readonly string[]): void {
    for (const component of malformed) {
      this.#logOnce('desired component is no object, skipped', { component });
    }
    for (const path of paths) {
      if (this.#writables.some((writable) => same(writable, path))) continue;
      const { component, property } = path;
      this.#logOnce('desired property is not writable here, ignored', { component, property });
      this.#tellApp(path, propertyAt(document, path) ?? null);
    }
  }

  #tellApp(path: PropertyPath, value: Json): void {
    const key = JSON.stringify([path.component, path.property]);
    const known = this.#unknown.get(key);
    if (known !== undefined && jsonEqual(known, value)) return;
    if (known === undefined && this.#unknown.size >= MOST_UNKNOWN) return;
    this.#unknown.set(key, value);
    const { isReadOnly, unknown } = this.options;
    const { component, property } = path;
    unknown({ component, property, value, reason: isReadOnly(path) ? 'read-only' : 'unknown' });
  }

  #logOnce(message: string, fields: Readonly<Record<string, unknown>>): void {
    if (!this.context.first(JSON.stringify([message, fields]))) return;
    this.context.log.warn(message, { code: 'PNP_DESIRED_UNKNOWN', ...fields });
  }
}

function same(a: PropertyPath, b: PropertyPath): boolean {
  return a.component === b.component && a.property === b.property;
}
