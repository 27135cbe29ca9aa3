import { defineSchema, type SchemaParts } from './define-schema.js';
import { mismatch } from './mismatch.js';
import type { Schema, SchemaContext } from './schema.js';

export const stringSchema: Schema<string> = textSchema('string', () => true);

interface TextParts extends Pick<SchemaParts<string>, 'limits' | 'numeric'> {
  /** What the value has to be, for a message. Default: the kind. */
  readonly expected?: string;
}

/** A schema whose value is a text that is kept as it is, once it has the right form. */
export function textSchema(
  kind: string,
  fits: (text: string) => boolean,
  { expected = kind, ...parts }: TextParts = {},
): Schema<string> {
  const checked = (value: unknown, context?: SchemaContext): string => {
    if (typeof value !== 'string' || !fits(value)) throw mismatch(expected, value, context);
    return value;
  };
  return defineSchema({ ...parts, kind, parse: checked, serialize: checked, toDtdl: () => kind });
}
