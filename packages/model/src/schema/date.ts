import { utc } from './calendar.js';
import { hasFourDigitYear } from './date-time.js';
import { defineSchema } from './define-schema.js';
import { mismatch } from './mismatch.js';
import type { Schema, SchemaContext } from './schema.js';

/** A `Date` at midnight UTC; on the wire its UTC day, `2024-02-29`. */
export const dateSchema: Schema<Date> = defineSchema({
  kind: 'date',
  parse,
  serialize,
  toDtdl: () => 'date',
});

function parse(json: unknown, context?: SchemaContext): Date {
  const match = typeof json === 'string' ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(json) : null;
  const [, year, month, day] = match ?? [];
  const date = match && utc({ year: Number(year), month: Number(month), day: Number(day) });
  if (!date) throw mismatch('date as YYYY-MM-DD', json, context);
  return date;
}

function serialize(value: unknown, context?: SchemaContext): string {
  if (!(value instanceof Date) || !hasFourDigitYear(value)) {
    throw mismatch('date as a valid Date', value, context);
  }
  return value.toISOString().slice(0, 10);
}
