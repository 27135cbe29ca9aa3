import { readFileSync } from 'node:fs';
import { cliError } from '../error-codes.js';

/** What stands in the file that an option names. `hint` says which file is meant. */
export function readPem(option: string, file: string, hint: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw cliError('PNP_BAD_OPTION', `${option} names a file that cannot be read: ${file}`, {
      hint,
      where: { key: option },
      cause,
    });
  }
}
