import { numberSchema } from './number.js';
import { sinceDtdl4 } from './since-dtdl4.js';
import type { Schema } from './schema.js';

export const INTEGER_MIN = -(2 ** 31);
export const INTEGER_MAX = 2 ** 31 - 1;

export const integerSchema: Schema<number> = integers('integer', INTEGER_MIN, INTEGER_MAX);

export const byteSchema: Schema<number> = integersOfDtdl4('byte', -128, 127);
export const shortSchema: Schema<number> = integersOfDtdl4('short', -32_768, 32_767);
export const unsignedByteSchema: Schema<number> = integersOfDtdl4('unsignedByte', 0, 255);
export const unsignedShortSchema: Schema<number> = integersOfDtdl4('unsignedShort', 0, 65_535);
export const unsignedIntegerSchema: Schema<number> = integersOfDtdl4(
  'unsignedInteger',
  0,
  2 ** 32 - 1,
);

function integersOfDtdl4(kind: string, least: number, most: number): Schema<number> {
  return integers(kind, least, most, most > INTEGER_MAX ? 'long' : 'integer');
}

function integers(kind: string, least: number, most: number, instead?: string): Schema<number> {
  return numberSchema({
    kind,
    expected: `${kind} from ${least} to ${most}`,
    fits: (value) => Number.isInteger(value) && value >= least && value <= most,
    limits: instead === undefined ? undefined : sinceDtdl4(kind, instead),
  });
}
