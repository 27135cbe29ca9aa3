import { zoneMinutes } from './calendar.js';
import type { Schema } from './schema.js';
import { textSchema } from './string.js';

/** An ISO 8601 time of day with or without an offset, kept as written: `18:00:00`, `18:00:00.5+02:00`. */
export const timeSchema: Schema<string> = textSchema('time', isTime);

const TIME = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?([Zz]|[+-].+)?$/;

function isTime(text: string): boolean {
  const match = TIME.exec(text);
  if (match === null) return false;
  const [, hour, minute, second = '00', zone = 'Z'] = match;
  // 60 is the leap second (RFC 3339, section 5.7).
  const inDay = Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 60;
  return inDay && zoneMinutes(zone) !== undefined;
}
