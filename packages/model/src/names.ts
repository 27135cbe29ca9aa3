import { LIMITS } from './limits.js';
import type { Problem } from './pnp-error.js';
import type { DtdlVersion } from './schema/schema.js';

/** DTDL: letters, digits and underscores, starting with a letter, ending with a letter or a digit. */
const NAME = /^[a-zA-Z](?:[a-zA-Z0-9_]*[a-zA-Z0-9])?$/;

/** What is wrong with the name of a member, a field, a payload or an enum value; at most one problem. */
export function nameProblems(name: string, version: DtdlVersion): readonly Problem[] {
  const text = JSON.stringify(name);
  if (isReservedName(name)) {
    return [
      {
        code: 'PNP_MODEL_RESERVED_NAME',
        message: `the name ${text} belongs to every JavaScript object`,
        hint: 'choose another name: a message could not be told from the built-in member',
      },
    ];
  }
  if (!NAME.test(name)) {
    return [
      {
        code: 'PNP_MODEL_BAD_NAME',
        message: `${text} is not a DTDL name`,
        hint: 'use letters, digits and underscores; begin with a letter, end with a letter or a digit',
      },
    ];
  }
  const longest = LIMITS[version].name;
  if (name.length <= longest) return [];
  return [
    {
      code: 'PNP_MODEL_LIMIT',
      message: `the name ${text} has ${name.length} characters; DTDL v${version} allows ${longest}`,
      hint: 'shorten the name; a displayName may say more',
    },
  ];
}

/** Whether every object already has a member of that name: `constructor`, `toString`, `__proto__`, ... */
export function isReservedName(name: string): boolean {
  return Object.hasOwn(Object.prototype, name);
}
