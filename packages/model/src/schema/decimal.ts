import type { Schema } from './schema.js';
import { sinceDtdl4 } from './since-dtdl4.js';
import { textSchema } from './string.js';

/**
 * A text of decimal digits of any length, kept as written: `"-12.50"` (DTDL v4, "Primitive schema"). On the wire it is
 * a text too, for a JSON number would be rounded.
 */
export const decimalSchema: Schema<string> = textSchema('decimal', (text) => DECIMAL.test(text), {
  expected: 'decimal as a text of digits',
  numeric: true,
  limits: sinceDtdl4('decimal', 'double'),
});

const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;
