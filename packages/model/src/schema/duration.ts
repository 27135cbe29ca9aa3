import type { Schema } from './schema.js';
import { textSchema } from './string.js';

/** An ISO 8601 duration, kept as written: `PT5M`, `P1DT12H`, `P2W`. */
export const durationSchema: Schema<string> = textSchema('duration', (text) => DURATION.test(text));

const DURATION = durationPattern();

/** Parts from the largest to the smallest, at least one of them; only the last may have a fraction. */
function durationPattern(): RegExp {
  const number = String.raw`\d+(?:[.,]\d+(?=[A-Z]$))?`;
  const parts = (letters: readonly string[]): string =>
    letters.map((letter) => `(?:${number}${letter})?`).join('');
  return new RegExp(
    String.raw`^P(?:${number}W|(?=[\dT])${parts(['Y', 'M', 'D'])}(?:T(?=\d)${parts(['H', 'M', 'S'])})?)$`,
  );
}
