import { PnpError, type Json } from '@iotpnp/model';
import { hubError } from '../error-codes.js';

/**
 * Writes a value given in code as JSON text.
 * @throws PNP_HUB_PAYLOAD_INVALID for what JSON cannot say exactly
 */
export function encodeJson(value: Json): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, exactly);
  } catch (error) {
    if (error instanceof PnpError) throw error;
    throw unrepresentable('a value that holds itself, or is nested too deeply,', error);
  }
  if (text === undefined) throw unrepresentable(typeof value);
  return text;
}

/** Of this hub, for all that comes from outside: what is kept is written, compared and merged again. */
export const MAX_JSON_DEPTH = 64;

/**
 * Parses text from a client; `undefined` when it is no JSON, which itself is never `undefined`, or is
 * nested deeper than {@link MAX_JSON_DEPTH} levels.
 */
export function decodeJson(text: string): Json | undefined {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  // A level has two signs at least.
  return text.length > 2 * MAX_JSON_DEPTH && isTooDeep(json) ? undefined : json;
}

/** Without recursion: clients choose the depth. */
function isTooDeep(json: Json): boolean {
  let level: object[] = isNested(json) ? [json] : [];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === MAX_JSON_DEPTH) return true;
    const next: object[] = [];
    for (const outer of level) {
      for (const inner of Object.values(outer) as unknown[]) if (isNested(inner)) next.push(inner);
    }
    level = next;
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** How long a value is as JSON text. */
export function bytesOfJson(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Freezes a JSON value to its last leaf, and returns it. Without recursion: devices choose the depth. */
export function freezeJson<T extends Json>(value: T): T {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'object' && next !== null && !Object.isFrozen(next)) {
      Object.freeze(next);
      for (const inner of Object.values(next)) open.push(inner);
    }
  }
  return value;
}

function exactly(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw unrepresentable(`the integer ${value}`);
    return number;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw unrepresentable(String(value));
  return value;
}

function unrepresentable(what: string, cause?: unknown): PnpError {
  return hubError('PNP_HUB_PAYLOAD_INVALID', `${what} cannot be written as JSON`, { cause });
}
