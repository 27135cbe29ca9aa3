import { utc, zoneMinutes } from './calendar.js';
import { defineSchema } from './define-schema.js';
import { describe, mismatch, prefix } from './mismatch.js';
import type { Schema, SchemaContext } from './schema.js';

/** A `Date`; on the wire RFC 3339 in UTC with `Z` (DTDL v2, primitive schemas). */
export const dateTimeSchema: Schema<Date> = defineSchema({
  kind: 'dateTime',
  parse,
  serialize,
  toDtdl: () => 'dateTime',
});

const DATE_TIME =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[Tt ](?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?(?<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?$/;

function parse(json: unknown, context?: SchemaContext): Date {
  const groups = typeof json === 'string' ? DATE_TIME.exec(json)?.groups : undefined;
  const date = groups && instant(groups);
  if (date === undefined) throw mismatch('dateTime', json, context);
  if (groups?.['zone'] === undefined) {
    context?.warn?.(`${prefix(context)}dateTime ${describe(json)} has no zone: read as UTC`);
  }
  return date;
}

function instant(groups: Partial<Record<string, string>>): Date | undefined {
  const number = (name: string): number => Number(groups[name] ?? 0);
  const zone = zoneMinutes(groups['zone'] ?? 'Z');
  const local = utc({
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    millisecond: Number((groups['fraction'] ?? '').slice(0, 3).padEnd(3, '0')),
  });
  if (local === undefined || zone === undefined) return undefined;
  return new Date(local.getTime() - zone * 60_000);
}

function serialize(value: unknown, context?: SchemaContext): string {
  if (!(value instanceof Date) || !hasFourDigitYear(value)) {
    throw mismatch('dateTime as a valid Date', value, context);
  }
  return value.toISOString();
}

/** RFC 3339 has no other years. False for an invalid date too. */
export function hasFourDigitYear(date: Date): boolean {
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999;
}
