import type { Schema } from './schema.js';
import { wideInteger } from './wide-integer.js';

const LONG = wideInteger({ kind: 'long', least: -(2n ** 63n), most: 2n ** 63n - 1n });

/** DTDL's `long` as a number within ±(2^53-1). */
export const longSchema: Schema<number> = LONG.number;

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
  return LONG.as(options?.as ?? 'number');
}
