import { readFileSync } from 'node:fs';
import type { PnpError } from '@iotpnp/core';
import { cliError } from '../error-codes.js';
import { position } from './source-text.js';

const USING = /^[^\S\n]*(?<statement>(?:await\s+)?using)\s+[\w$]+\s*[=:]/dm;

/** A module that Node cannot parse and the bundler can: `using` is newer than some Nodes, and is not lowered beside a decorated class. */
export function usingError(cause: SyntaxError, sources: readonly string[]): PnpError | undefined {
  for (const file of sources) {
    const text = readFileSync(file, 'utf8');
    const found = USING.exec(text);
    const offset = found?.indices?.groups?.['statement']?.[0];
    if (offset === undefined) continue;
    const statement = found!.groups!['statement'];
    return cliError('PNP_MODULE_SYNTAX', `${statement} cannot run here: ${cause.message}`, {
      hint: 'write const, and dispose of it when the signal that create() is given is aborted',
      where: { file, ...position(text, offset) },
      cause,
    });
  }
  return undefined;
}
