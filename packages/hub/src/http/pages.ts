import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '@iotpnp/model';
import { decodeJson } from '../state/json-text.js';
import { jsonAnswer, type Answer } from './http-request.js';

/** A row of a list, and what tells it from others on the next page. */
export interface Item {
  readonly key: string;
  readonly row: JsonObject;
}

export interface Listing {
  /** What is listed: a continuation is of the same. */
  readonly what: string;
  /** What the rows are: `Twin`, `Raw`, `DeviceJob` ... */
  readonly itemType: string;
  /** Whether the order of the items says something; else they are in that of their keys. */
  readonly isOrdered?: boolean;
}

interface Asked {
  /** How many rows. */
  readonly size: number;
  /** The last page's `x-ms-continuation`. */
  readonly continuation: string | undefined;
}

/**
 * One page of a list, and in `x-ms-continuation` where the next begins: behind the last row of this one,
 * whatever was removed meanwhile. `undefined` when the continuation is of no such list.
 */
export function pageOf(
  items: readonly Item[],
  { what, itemType, isOrdered = false }: Listing,
  { size, continuation }: Asked,
): Answer | undefined {
  const list = isOrdered ? items : items.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const last = lastOf(continuation, what);
  if (last === undefined) return undefined;
  const begin = last === 'none' ? 0 : behind(list, last, isOrdered);
  const page = list.slice(begin, begin + size);
  const answer = jsonAnswer(
    200,
    page.map(({ row }) => row),
  );
  const end = begin + page.length;
  const key = page.at(-1)?.key;
  const isLast = key === undefined || end >= list.length;
  const more = isLast ? {} : { 'x-ms-continuation': tokenOf({ key, end }, what) };
  return { ...answer, headers: { ...answer.headers, 'x-ms-item-type': itemType, ...more } };
}

/** The last row of a page: its key, and its number in the list as it was then. */
interface Last {
  readonly key: string;
  readonly end: number;
}

function behind(list: readonly Item[], { key, end }: Last, isOrdered: boolean): number {
  const at = list.findIndex((item) => item.key === key);
  if (at !== -1) return at + 1;
  // The row is gone; where it stood only the order of keys says for sure.
  if (isOrdered) return Math.max(0, end - 1);
  const next = list.findIndex((item) => item.key > key);
  return next === -1 ? list.length : next;
}

function tokenOf(last: Last, what: string): string {
  return Buffer.from(JSON.stringify({ ...last, of: markOf(what) })).toString('base64');
}

function lastOf(token: string | undefined, what: string): Last | 'none' | undefined {
  if (token === undefined || token === '') return 'none';
  const read = decodeJson(Buffer.from(token, 'base64').toString('utf8'));
  if (!isJsonObject(read) || read['of'] !== markOf(what)) return undefined;
  const { key, end } = read;
  const isWhole = typeof key === 'string' && typeof end === 'number' && Number.isSafeInteger(end);
  return isWhole && end >= 0 ? { key, end } : undefined;
}

function markOf(what: string): string {
  return createHash('sha256').update(what).digest('base64url').slice(0, 16);
}
