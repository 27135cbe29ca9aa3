import type { JsonObject } from '@iotpnp/model';
import { desiredPaths, propertyAt, versionOf, type PropertyPath } from '../convention.js';
import { applyMergePatch } from '../merge-patch.js';
import type { SessionContext } from './context.js';
import type { Writable } from './writable.js';

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
  /** Pushes that came before this connection's read; undefined once it has been made. */
  #early: JsonObject[] | undefined = [];
  readonly #logged = new Set<string>();

  constructor(
    readonly context: SessionContext,
    options: { writables: readonly Writable[]; components: Iterable<string> },
  ) {
    this.#writables = options.writables;
    this.#components = new Set(options.components);
  }

  /** A new connection is being made: nothing it pushes is handled before its twin has been read. */
  connecting(): void {
    this.#early = [];
  }

  /** The document as the hub holds it. `anew` when it belongs to another twin than before. */
  read(document: JsonObject, options: { anew: boolean }): void {
    const version = versionOf(document) ?? 0;
    const first = options.anew || this.#version === undefined || version < this.#version;
    if (first) for (const writable of this.#writables) writable.forget();
    this.#shadow = document;
    this.#version = version;
    for (const writable of this.#writables) this.#compare(writable, version, first);
    this.#tellUnknown(desiredPaths(document, (name) => this.#components.has(name)).paths);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const patch of early) if ((versionOf(patch) ?? 0) > version) this.push(patch);
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
    this.#version = version;
    this.#shadow = applyMergePatch(this.#shadow, patch);
    const { paths, resetComponents, malformed } = desiredPaths(patch, (name) =>
      this.#components.has(name),
    );
    for (const writable of this.#writables) {
      const { component } = writable;
      const wholly = component !== undefined && resetComponents.includes(component);
      if (wholly || paths.some((path) => same(path, writable))) this.#apply(writable, version);
    }
    for (const component of malformed) {
      this.#logOnce('desired component is no object, skipped', { component });
    }
    this.#tellUnknown(paths);
    return true;
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

  #tellUnknown(paths: readonly PropertyPath[]): void {
    for (const path of paths) {
      if (this.#writables.some((writable) => same(writable, path))) continue;
      const { component, property } = path;
      this.#logOnce('desired property is not writable here, ignored', { component, property });
    }
  }

  #logOnce(message: string, fields: Readonly<Record<string, unknown>>): void {
    const key = JSON.stringify([message, fields]);
    if (this.#logged.has(key) || this.#logged.size >= 1_000) return;
    this.#logged.add(key);
    this.context.log.warn(message, { code: 'PNP_DESIRED_UNKNOWN', ...fields });
  }
}

function same(a: PropertyPath, b: PropertyPath): boolean {
  return a.component === b.component && a.property === b.property;
}
