import { closest, type PnpError } from '@iotpnp/model';
import { serviceError } from '../error-codes.js';
import { isRecord, type Kind, type Kinds } from './kinds.js';

/**
 * Checks an object of options, or of parts: what is not there is `undefined`, and there is nothing else in it.
 * `of` is what takes it, as errors name it. @throws PNP_SERVICE_ARGUMENT
 */
export function checkOptions(of: string, given: unknown, kinds: Kinds): void {
  if (given === undefined) return;
  if (!isRecord(given)) {
    throw serviceError(
      'PNP_SERVICE_ARGUMENT',
      `${of} takes an object, and this is ${shown(given)}`,
      {
        hint: `give an object with ${Object.keys(kinds).join(', ')}`,
        where: { key: of },
      },
    );
  }
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) throw unknown(of, name, Object.keys(kinds));
    if (value !== undefined) checkArgument(name, value, kind);
  }
}

/** @throws PNP_SERVICE_ARGUMENT */
export function checkArgument(name: string, value: unknown, { what, fits }: Kind): void {
  if (fits(value)) return;
  throw serviceError('PNP_SERVICE_ARGUMENT', `${name} has to be ${what}, not ${shown(value)}`, {
    hint: `give ${what}`,
    where: { key: name },
  });
}

function unknown(of: string, name: string, names: readonly string[]): PnpError {
  const meant = closest(name, names);
  return serviceError('PNP_SERVICE_ARGUMENT', `${of} takes no ${JSON.stringify(name)}`, {
    hint: meant === undefined ? `it takes ${names.join(', ')}` : `did you mean ${meant}?`,
    where: { key: name },
  });
}

/** What kind of thing it is: a text may be a secret. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value === '' ? 'an empty text' : 'this text';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return 'an invalid Date';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
