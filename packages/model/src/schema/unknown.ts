import { closest } from '../closest.js';
import { defineSchema } from './define-schema.js';
import { describe, mismatch } from './mismatch.js';
import type { Schema } from './schema.js';

/** Stands where no schema could be made of what was written; fits no value. */
export function unknownSchema(found: unknown, known: readonly string[]): Schema<never> {
  const refuse = (): never => {
    throw mismatch('a value of a known schema', found, undefined);
  };
  const name = typeof found === 'string' ? found : describe(found);
  return defineSchema({
    kind: 'unknown',
    parse: refuse,
    serialize: refuse,
    toDtdl: () => name,
    problems: [
      {
        code: 'PNP_SCHEMA_UNKNOWN',
        message: `${describe(found)} is not a schema`,
        hint: hintFor(found, known),
      },
    ],
  });
}

function hintFor(found: unknown, known: readonly string[]): string {
  if (typeof found === 'function')
    return 'write objectOf(TheClass) for a class whose members have @Field';
  const near = typeof found === 'string' ? closest(found, known) : undefined;
  if (near !== undefined) return `did you mean '${near}'?`;
  return `write one of ${known.join(', ')}, or object(), array(), map(), enumOf()`;
}
