import type { After, Position } from '../state/partition.js';

const CLAUSE =
  /^\s*amqp\.annotation\.x-opt-(?<by>offset|sequence-number|enqueued-time(?:-utc)?)\s*(?<comparison>>=?)\s*'(?<value>[^']*)'\s*$/u;
const BEGINNING = -1;

/**
 * Where a reader wants to begin: `amqp.annotation.x-opt-offset > '@latest'`, or behind (or with) an
 * offset, a sequence number or a time in milliseconds. `undefined` when that is none of these.
 */
export function parseSelector(text: string): Position | undefined {
  const { by = '', comparison, value = '' } = CLAUSE.exec(text)?.groups ?? {};
  if (value === '@latest') return 'latest';
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) return undefined;
  const place = by.replace(/-utc$/u, '') as After['by'];
  return { by: place, value: number, inclusive: comparison === '>=' };
}

/** Where a reader begins that does not say. */
export const FROM_THE_BEGINNING: Position = { by: 'offset', value: BEGINNING, inclusive: false };
