/** A JSON value; `bigint` stands for an integer that a double cannot hold and is written as digits by {@link stringify}. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

/** A JSON object. Keys that hold `undefined` do not exist. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether a value of unknown origin is a JSON object (no array, no null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON text of a value, as `JSON.stringify` writes it, with each bigint as its digits. */
export function stringify(value: Json): string {
  return hasBigint(value) ? exactText(value) : JSON.stringify(value);
}

function hasBigint(value: Json | undefined): boolean {
  if (typeof value === 'bigint') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasBigint);
}

function exactText(value: Json | undefined): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(exactText).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value ?? null);
  const pairs = Object.entries(value)
    .filter(([, item]) => (item as Json | undefined) !== undefined)
    .map(([key, item]) => `${JSON.stringify(key)}:${exactText(item)}`);
  return `{${pairs.join(',')}}`;
}
