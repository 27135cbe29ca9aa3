import { SchemaError, type SchemaContext } from './schema.js';

const LONGEST_VALUE = 40;

/** The error every schema throws: `tempReport.startTime: expected dateTime, found "yesterday"`. */
export function mismatch(
  expected: string,
  found: unknown,
  context: SchemaContext | undefined,
): SchemaError {
  return new SchemaError(`${prefix(context)}expected ${expected}, found ${describe(found)}`);
}

/** The path as the beginning of a message, or nothing at the root. */
export function prefix(context: SchemaContext | undefined): string {
  return context?.path ? `${context.path}: ` : '';
}

/** The context of a field or a map value. */
export function atKey(context: SchemaContext | undefined, key: string): SchemaContext {
  const path = context?.path ?? '';
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return { ...context, path: `${path}[${describe(key)}]` };
  return { ...context, path: path === '' ? key : `${path}.${key}` };
}

/** The context of an array's element. */
export function atIndex(context: SchemaContext | undefined, index: number): SchemaContext {
  return { ...context, path: `${context?.path ?? ''}[${index}]` };
}

/** A value of unknown origin as a short text for a message. */
export function describe(value: unknown): string {
  const text = asText(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE - 3)}...` : text;
}

function asText(value: unknown): string {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? 'an invalid Date' : `Date ${value.toISOString()}`;
  }
  if (typeof value === 'string') return JSON.stringify(value.slice(0, LONGEST_VALUE));
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return value === null ? 'null' : asObjectText(value);
}

function asObjectText(value: object): string {
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.join(', ')}`;
}
