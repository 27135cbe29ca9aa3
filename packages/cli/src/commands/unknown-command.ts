import { closest } from '@iotpnp/core';
import type { Command } from 'commander';
import { cliError } from '../error-codes.js';

/**
 * Refuses a word behind a command that does something by itself and takes none: it was meant for one below it.
 * The command must let excess arguments through. @throws PNP_BAD_OPTION
 */
export function refuseUnknownCommand({ args, commands }: Command): void {
  const [word] = args;
  if (word === undefined) return;
  const names = commands.flatMap((below) => [below.name(), ...below.aliases()]);
  const meant = names.find((name) => name.startsWith(word)) ?? closest(word, names);
  throw cliError('PNP_BAD_OPTION', `unknown command ${JSON.stringify(word)}`, {
    hint:
      meant === undefined
        ? `there are ${commands.map((below) => below.name()).join(', ')}`
        : `did you mean ${meant}?`,
    where: { key: 'command line' },
  });
}
