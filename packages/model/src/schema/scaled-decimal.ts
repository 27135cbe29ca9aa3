import { decimalSchema } from './decimal.js';
import { shortSchema } from './integer.js';
import { objectSchema } from './object-schema.js';
import type { DtdlVersion, Schema, SchemaContext } from './schema.js';
import { sinceDtdl4 } from './since-dtdl4.js';

/** `value` with its decimal point `scale` places further to the right: `{ scale: 7, value: '1234.56' }` is 12345600000. */
export interface ScaledDecimal {
  scale: number;
  value: string;
}

const parts = objectSchema(
  [
    { name: 'scale', schema: shortSchema, optional: false, facts: {} },
    { name: 'value', schema: decimalSchema, optional: false, facts: {} },
  ],
  {},
);
const limits = sinceDtdl4('scaledDecimal', 'double');

/** An object of two fields that has a name of its own (DTDL v4, "Scaled Decimal Schema"). */
export const scaledDecimalSchema: Schema<ScaledDecimal> = Object.freeze({
  ...parts,
  kind: 'scaledDecimal',
  parse: (json: unknown, context?: SchemaContext) => parts.parse(json, context) as ScaledDecimal,
  toDtdl: () => 'scaledDecimal',
  // In place of the checks of its fields, which would say the same again.
  check: (version: DtdlVersion) => limits(version),
});
