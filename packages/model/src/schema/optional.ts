import type { SchemaLike } from './schema-of.js';

/** A field of an object that may be absent. */
export interface Optional<out S extends SchemaLike = SchemaLike> {
  readonly optional: true;
  readonly schema: S;
}

/**
 * Marks a field of {@link object} as one that may be absent: `undefined` and `null` are left out.
 * DTDL has no word for it: the field stands there like any other.
 */
export function optional<const S extends SchemaLike>(schema: S): Optional<S> {
  return Object.freeze({ optional: true, schema });
}
