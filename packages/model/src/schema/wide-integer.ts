import type { Problem } from '../pnp-error.js';
import { defineSchema, type SchemaParts } from './define-schema.js';
import { describe, mismatch, prefix } from './mismatch.js';
import { SchemaError, type Schema, type SchemaContext } from './schema.js';

interface WideRange extends Pick<SchemaParts<unknown>, 'kind' | 'limits'> {
  readonly least: bigint;
  readonly most: bigint;
}

/** The two ways to read an integer of 64 bits. */
interface WideInteger {
  /** Within 2^53-1: beyond it a number is no longer exact, so it is refused. */
  readonly number: Schema<number>;
  readonly bigint: Schema<bigint>;
  /** The schema of an option that an author wrote; what is none carries the problem. */
  as(option: unknown): Schema<bigint> | Schema<number>;
}

/** The schemas of an integer of 64 bits. */
export function wideInteger({ kind, least, most, limits }: WideRange): WideInteger {
  const exactNumber = (value: unknown, context?: SchemaContext): number => {
    const number = typeof value === 'bigint' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      throw mismatch(kind, value, context);
    }
    if (number < least) throw mismatch(`${kind} from ${least}`, value, context);
    if (!Number.isSafeInteger(number)) throw inexact(kind, value, context);
    return number;
  };
  const exactBigint = (value: unknown, context?: SchemaContext): bigint => {
    if (typeof value !== 'bigint') return BigInt(exactNumber(value, context));
    if (value < least || value > most) throw mismatch(`${kind} of 64 bits`, value, context);
    return value;
  };
  const asNumber = (text: string, problems: readonly Problem[]): Schema<number> =>
    defineSchema({
      kind,
      parse: exactNumber,
      serialize: exactNumber,
      toDtdl: () => text,
      problems,
      limits,
      numeric: true,
    });
  const number = asNumber(kind, []);
  const bigint: Schema<bigint> = defineSchema({
    kind,
    parse: exactBigint,
    serialize: exactBigint,
    toDtdl: () => kind,
    limits,
    numeric: true,
  });
  const as = (option: unknown): Schema<bigint> | Schema<number> => {
    if (option === 'bigint') return bigint;
    if (option === 'number') return number;
    const written = `${kind}({ as: ${describe(option)} })`;
    return asNumber(written, [unknownOption(kind, written)]);
  };
  return { number, bigint, as };
}

function inexact(kind: string, value: unknown, context: SchemaContext | undefined): SchemaError {
  const text = `expected ${kind}, but ${describe(value)} is beyond 2^53-1 and cannot be read exactly`;
  return new SchemaError(prefix(context) + text);
}

function unknownOption(kind: string, written: string): Problem {
  return {
    code: 'PNP_SCHEMA_UNKNOWN',
    message: `${written} is not a way to read an integer of 64 bits`,
    hint: `write ${kind}({ as: 'bigint' }), or '${kind}' for a number`,
  };
}
