import { defineSchema } from './define-schema.js';
import { mismatch } from './mismatch.js';
import type { Schema, SchemaContext } from './schema.js';

export const booleanSchema: Schema<boolean> = defineSchema({
  kind: 'boolean',
  parse: checked,
  serialize: checked,
  toDtdl: () => 'boolean',
});

function checked(value: unknown, context?: SchemaContext): boolean {
  if (typeof value !== 'boolean') throw mismatch('boolean', value, context);
  return value;
}
