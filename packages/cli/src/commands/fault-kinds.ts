import { closest } from '@iotpnp/core';
import { cliError } from '../error-codes.js';

/** A fault as it is written on the command line, parsed. */
export interface WrittenFault {
  readonly name: string;
  /** The names of what goes with it. */
  readonly fields: readonly string[];
}

/**
 * Refuses a fault, or a field of one, that the hub does not know. `kinds` is what it says it knows: of each its
 * fields, as `answer (cut, silent), count?`. @throws PNP_BAD_OPTION
 */
export function checkFault(
  { name, fields }: WrittenFault,
  kinds: Readonly<Record<string, unknown>>,
): void {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (typeof kind !== 'string') {
    throw unknown(`there is no fault ${JSON.stringify(name)}`, name, {
      names: Object.keys(kinds),
      key: `fault ${name}`,
    });
  }
  const known = kind
    .replaceAll(/\([^)]*\)/g, '')
    .split(',')
    .flatMap((field) => /[a-z]\w*/i.exec(field)?.[0] ?? []);
  for (const field of fields) {
    if (known.includes(field)) continue;
    throw unknown(`the fault ${name} takes no ${JSON.stringify(field)}`, field, {
      names: known,
      key: `fault ${name}`,
    });
  }
}

function unknown(
  message: string,
  text: string,
  { names, key }: { names: readonly string[]; key: string },
): Error {
  const meant = closest(text, names);
  const hint = meant === undefined ? 'pnp hub fault kinds lists them' : `did you mean ${meant}?`;
  return cliError('PNP_BAD_OPTION', message, { hint, where: { key } });
}
