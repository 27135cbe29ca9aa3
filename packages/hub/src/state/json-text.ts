import { isJsonObject, type Json } from '@iotpnp/model';
import { hubError } from '../error-codes.js';

/**
 * Writes a value given in code as JSON text.
 * @throws PNP_HUB_PAYLOAD_INVALID for what JSON cannot say exactly.
 */
export function encodeJson(value: Json): string {
  const text: string | undefined = JSON.stringify(value, exactly);
  if (text === undefined) throw unrepresentable('undefined');
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

/** Freezes a JSON value to its last leaf, and returns it. */
export function freezeJson<T extends Json>(value: T): T {
  if (Array.isArray(value) || isJsonObject(value)) {
    if (Object.isFrozen(value)) return value;
    for (const inner of Object.values(value)) freezeJson(inner as Json);
    Object.freeze(value);
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

function unrepresentable(what: string): Error {
  return hubError('PNP_HUB_PAYLOAD_INVALID', `${what} cannot be written as JSON`);
}
