import { defineSchema } from './define-schema.js';
import { mismatch } from './mismatch.js';
import type { Schema, SchemaContext } from './schema.js';

export const stringSchema: Schema<string> = textSchema('string', () => true);

/** A schema whose value is a text that is kept as it is, once it has the right form. */
export function textSchema(kind: string, fits: (text: string) => boolean): Schema<string> {
  const checked = (value: unknown, context?: SchemaContext): string => {
    if (typeof value !== 'string' || !fits(value)) throw mismatch(kind, value, context);
    return value;
  };
  return defineSchema({ kind, parse: checked, serialize: checked, toDtdl: () => kind });
}
