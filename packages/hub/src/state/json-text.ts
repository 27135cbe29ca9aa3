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

/** Parses text from a device; `undefined` when it is no JSON, which itself is never `undefined`. */
export function decodeJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
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
