import { cliError } from '../error-codes.js';

/** Reads `--port`; 0 is any free one. */
export function port(text: string): number {
  return portOf('--port', text);
}

/** Reads `--also-port`, which may be given often. */
export function alsoPort(text: string, before: readonly number[] | undefined): number[] {
  return [...(before ?? []), portOf('--also-port', text)];
}

function portOf(option: string, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw cliError('PNP_BAD_OPTION', `${option} is no port: ${JSON.stringify(text)}`, {
    hint: 'write a number from 0 to 65535; 0 is any free port',
    where: { key: option },
  });
}
