import type { PnpError } from '@iotpnp/model';
import { serviceError } from '../error-codes.js';

/**
 * Refuses what JSON would turn into something else without a word: NaN and Infinity become null, which
 * removes a property, and a function is left out. `path` is where the value stands, as `desired.rate`.
 * @throws PNP_SERVICE_ARGUMENT
 */
export function checkJson(value: unknown, path: string): void {
  check(value, path, new Set());
}

function check(value: unknown, path: string, above: Set<object>): void {
  if (typeof value === 'object' && value !== null) return checkInside(value, path, above);
  const fault = faultOf(value);
  if (fault !== undefined) throw noJson(path, fault);
}

function checkInside(value: object, path: string, above: Set<object>): void {
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  // a Date, a Map or bytes would be another thing there, or nothing
  if (kind !== 'Object' && kind !== 'Array') throw noJson(path, `is a ${kind}, which is no JSON`);
  if (above.has(value)) throw noJson(path, 'contains itself');
  above.add(value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) check(item, `${path}[${index}]`, above);
  } else {
    for (const [key, item] of Object.entries(value)) {
      // a key that holds undefined does not exist
      if (item !== undefined) check(item, `${path}.${key}`, above);
    }
  }
  above.delete(value);
}

function faultOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : `is ${value}, which is no number of JSON`;
    case 'bigint':
      return isDouble(value) ? undefined : 'is an integer that a double cannot hold';
    case 'undefined':
    case 'function':
    case 'symbol':
      return `is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}, which is no JSON`;
    default:
      return undefined;
  }
}

/** Hubs and what reads their twins take numbers as doubles: any other would be another number there. */
function isDouble(value: bigint): boolean {
  const double = Number(value);
  return Number.isFinite(double) && BigInt(double) === value;
}

function noJson(path: string, fault: string): PnpError {
  return serviceError('PNP_SERVICE_ARGUMENT', `${path} ${fault}`, {
    hint: 'give plain objects, arrays, strings, finite numbers, booleans and null',
    where: { key: path },
  });
}
