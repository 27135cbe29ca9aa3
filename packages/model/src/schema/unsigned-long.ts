import type { LongOptions } from './long.js';
import type { Schema } from './schema.js';
import { sinceDtdl4 } from './since-dtdl4.js';
import { wideInteger } from './wide-integer.js';

const UNSIGNED_LONG = wideInteger({
  kind: 'unsignedLong',
  least: 0n,
  most: 2n ** 64n - 1n,
  limits: sinceDtdl4('unsignedLong', 'long'),
});

/** DTDL's `unsignedLong` as a number from 0 to 2^53-1. */
export const unsignedLongSchema: Schema<number> = UNSIGNED_LONG.number;

/**
 * DTDL's `unsignedLong` (v4): 64 bits as a `bigint`, or the number that `'unsignedLong'` stands for.
 * @example `@Property(unsignedLong({ as: 'bigint' })) pulses = 0n;`
 */
export function unsignedLong(options: { readonly as: 'bigint' }): Schema<bigint>;
export function unsignedLong(options?: { readonly as?: 'number' }): Schema<number>;
export function unsignedLong(options?: Partial<LongOptions>): Schema<bigint> | Schema<number> {
  return UNSIGNED_LONG.as(options?.as ?? 'number');
}
