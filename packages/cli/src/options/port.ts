import { cliError } from '../error-codes.js';

/** Reads `--port`; 0 is any free one. */
export function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw cliError('PNP_BAD_OPTION', `--port is no port: ${JSON.stringify(text)}`, {
    hint: 'write a number from 0 to 65535; 0 is any free port',
    where: { key: '--port' },
  });
}
