import type { Problem } from '../pnp-error.js';
import { defineSchema } from './define-schema.js';
import { describe, mismatch, prefix } from './mismatch.js';
import { SchemaError, type Schema, type SchemaContext } from './schema.js';

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** DTDL's `long` as a number within ±(2^53-1): beyond it a number is no longer exact, so it is refused. */
export const longSchema: Schema<number> = longAsNumber('long', []);

export interface LongOptions {
  readonly as: 'bigint' | 'number';
}

/**
 * DTDL's `long`: 64 bits as a `bigint`, or the number that `'long'` stands for.
 * @example `@Property(long({ as: 'bigint' })) energy = 0n;`
 */
export function long(options: { readonly as: 'bigint' }): Schema<bigint>;
export function long(options?: { readonly as?: 'number' }): Schema<number>;
export function long(options?: Partial<LongOptions>): Schema<bigint> | Schema<number> {
  const as = options?.as ?? 'number';
  if (as === 'bigint') return longAsBigint;
  return as === 'number' ? longSchema : longAsNumber(asWritten(as), [unknownOption(as)]);
}

const longAsBigint: Schema<bigint> = defineSchema({
  kind: 'long',
  parse: exactBigint,
  serialize: exactBigint,
  toDtdl: () => 'long',
  numeric: true,
});

function longAsNumber(text: string, problems: readonly Problem[]): Schema<number> {
  return defineSchema({
    kind: 'long',
    parse: exactNumber,
    serialize: exactNumber,
    toDtdl: () => text,
    problems,
    numeric: true,
  });
}

function exactNumber(value: unknown, context?: SchemaContext): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) {
    throw mismatch('long', value, context);
  }
  if (!Number.isSafeInteger(number)) throw inexact(value, context);
  return number;
}

function exactBigint(value: unknown, context?: SchemaContext): bigint {
  if (typeof value === 'bigint') {
    if (value < LONG_MIN || value > LONG_MAX) throw mismatch('long of 64 bits', value, context);
    return value;
  }
  return BigInt(exactNumber(value, context));
}

function inexact(value: unknown, context: SchemaContext | undefined): SchemaError {
  const text = `expected long, but ${describe(value)} is beyond 2^53-1 and cannot be read exactly`;
  return new SchemaError(prefix(context) + text);
}

function asWritten(as: unknown): string {
  return `long({ as: ${describe(as)} })`;
}

function unknownOption(as: unknown): Problem {
  return {
    code: 'PNP_SCHEMA_UNKNOWN',
    message: `${asWritten(as)} is not a way to read a long`,
    hint: "write long({ as: 'bigint' }), or 'long' for a number",
  };
}
