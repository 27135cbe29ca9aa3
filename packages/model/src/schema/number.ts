import { defineSchema } from './define-schema.js';
import { mismatch } from './mismatch.js';
import type { Schema, SchemaContext } from './schema.js';

const FLOAT_MAX = 3.4028234663852886e38;
export const INTEGER_MIN = -(2 ** 31);
export const INTEGER_MAX = 2 ** 31 - 1;

export const doubleSchema: Schema<number> = numberSchema('double', 'double', Number.isFinite);

/** Kept as written, not rounded to single precision: only its range is held to. */
export const floatSchema: Schema<number> = numberSchema(
  'float',
  'float',
  (value) => Math.abs(value) <= FLOAT_MAX,
);

export const integerSchema: Schema<number> = numberSchema(
  'integer',
  `integer from ${INTEGER_MIN} to ${INTEGER_MAX}`,
  (value) => Number.isInteger(value) && value >= INTEGER_MIN && value <= INTEGER_MAX,
);

function numberSchema(
  kind: string,
  expected: string,
  fits: (value: number) => boolean,
): Schema<number> {
  const checked = (value: unknown, context?: SchemaContext): number => {
    // A parser that keeps large integers exact hands them over as bigint, whatever the schema.
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number !== 'number' || !fits(number)) throw mismatch(expected, value, context);
    return number;
  };
  return defineSchema({
    kind,
    parse: checked,
    serialize: checked,
    toDtdl: () => kind,
    numeric: true,
  });
}
