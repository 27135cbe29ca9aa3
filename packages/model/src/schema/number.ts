import { defineSchema, type SchemaParts } from './define-schema.js';
import { mismatch } from './mismatch.js';
import type { Schema, SchemaContext } from './schema.js';

const FLOAT_MAX = 3.4028234663852886e38;

export const doubleSchema: Schema<number> = numberSchema({
  kind: 'double',
  expected: 'double',
  fits: Number.isFinite,
});

/** Kept as written, not rounded to single precision: only its range is held to. */
export const floatSchema: Schema<number> = numberSchema({
  kind: 'float',
  expected: 'float',
  fits: (value) => Math.abs(value) <= FLOAT_MAX,
});

interface NumberParts extends Pick<SchemaParts<number>, 'kind' | 'limits'> {
  /** What the value has to be, for a message. */
  readonly expected: string;
  readonly fits: (value: number) => boolean;
}

/** A schema whose value is a JSON number. */
export function numberSchema({ kind, expected, fits, limits }: NumberParts): Schema<number> {
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
    limits,
  });
}
