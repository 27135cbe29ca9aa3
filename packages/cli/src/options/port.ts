import { cliError } from '../error-codes.js';

/** Reads `--port`; 0 is any free one. */
export function port(text: string): number {
  return portOf('--port', text, 0);
}

/** Reads `--also-port`, which may be given often. */
export function alsoPort(text: string, before: readonly number[] | undefined): number[] {
  return [...(before ?? []), portOf('--also-port', text, 1)];
}

function portOf(option: string, text: string, least: 0 | 1): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= 65_535) return number;
  throw cliError('PNP_BAD_OPTION', `${option} is no port: ${JSON.stringify(text)}`, {
    hint: `write a number from ${least} to 65535${least === 0 ? '; 0 is any free port' : ''}`,
    where: { key: option },
  });
}
