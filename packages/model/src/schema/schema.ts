import type { Json, JsonObject } from '../json.js';
import type { Problem } from '../pnp-error.js';

/** DTDL language versions a model can be written in. */
export type DtdlVersion = 2 | 3 | 4;

/** A schema as it stands in a DTDL document: the name of a primitive, or an inline complex schema. */
export type SchemaModel = string | JsonObject;

/** What a schema is told when it reads or writes a value. */
export interface SchemaContext {
  /** Where the value is, in front of every message: `tempReport.startTime`, `[3]`. */
  readonly path?: string;
  /** Told of values that were read though they break the rule, such as a dateTime without a zone. */
  readonly warn?: (message: string) => void;
}

/**
 * A DTDL schema together with its TypeScript value `V` and its JSON form on the wire.
 * One object per kind: whoever needs to know something about a schema asks it, and never switches on `kind`.
 */
export interface Schema<out V = unknown> {
  /** DTDL's name of the kind: `double`, `Object`, `Array`, ... */
  readonly kind: string;
  /** The value of a JSON text's parsed form. @throws {SchemaError} when it does not fit. */
  parse(json: unknown, context?: SchemaContext): V;
  /** The JSON form of a value of unknown origin (an author's assignment may be untyped). @throws {SchemaError} when it does not fit. */
  serialize(value: unknown, context?: SchemaContext): Json;
  /** The schema as DTDL text of that version would hold it, faults included. */
  toDtdl(version: DtdlVersion): SchemaModel;
  /** The schemas directly inside this one: fields, elements, map values. Empty for primitives and enums. */
  readonly children: readonly SchemaChild[];
  /**
   * What is wrong with the way it was built, here and inside: building never throws, so that a module always
   * loads and all faults are reported together. `where.key` is the place inside this schema.
   */
  readonly problems: readonly Problem[];
  /** What a model of that DTDL version may not hold, `problems` included. */
  check(version: DtdlVersion): readonly Problem[];
  /** Whether a semantic type and its unit may stand beside it. */
  readonly numeric: boolean;
  /** Whether its JSON form has an array anywhere: a property of DTDL v2 may not. */
  readonly holdsArray: boolean;
}

/** A schema inside another, and the key it has there: a field's name, `elementSchema`, `mapValue`. */
export interface SchemaChild {
  readonly key: string;
  readonly schema: Schema;
}

/** A value does not fit its schema. The message names path, expectation and what was found. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}
