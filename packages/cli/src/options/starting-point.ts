import { cliError } from '../error-codes.js';

/** Reads `--from`. */
export function startingPoint(text: string): 'latest' | 'earliest' | Date {
  if (text === 'latest' || text === 'earliest') return text;
  const time = new Date(text);
  if (/^\d{4}-/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw cliError('PNP_BAD_OPTION', `--from is no starting point: ${JSON.stringify(text)}`, {
    hint: 'write latest, earliest, or a time as 2030-01-31T12:00:00Z',
    where: { key: '--from' },
  });
}
