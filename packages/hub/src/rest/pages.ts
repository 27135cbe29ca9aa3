import { createHash } from 'node:crypto';
import type { JsonObject } from '@iotpnp/model';
import { jsonAnswer, type Answer } from '../http/http-request.js';
import { decodeJson } from '../state/json-text.js';
import type { RestCall } from './endpoint.js';
import { invalid } from './rest-error.js';

const DEFAULT_SIZE = 100;
const MAX_SIZE = 1000;

interface Listing {
  /** What is listed: a continuation is of the same. */
  readonly what: string;
  /** What the rows are: `Twin`, `Raw`, `DeviceJob` ... */
  readonly itemType: string;
}

/** One page of rows, and in `x-ms-continuation` where the next begins. @throws RestError */
export function page(call: RestCall, rows: readonly JsonObject[], listing: Listing): Answer {
  const size = call.integer('x-ms-max-item-count', call.header('x-ms-max-item-count'));
  // Some clients say -1 for as many as the hub thinks fit.
  const count = size === undefined || size === -1 ? DEFAULT_SIZE : Math.min(size, MAX_SIZE);
  if (count < 1) throw invalid(`x-ms-max-item-count is 1 to ${MAX_SIZE}`);
  const begin = beginOf(call.header('x-ms-continuation'), listing.what);
  const end = begin + count;
  const answer = jsonAnswer(200, rows.slice(begin, end));
  const more = end < rows.length ? { 'x-ms-continuation': tokenOf(end, listing.what) } : {};
  return { ...answer, headers: { ...answer.headers, 'x-ms-item-type': listing.itemType, ...more } };
}

function tokenOf(begin: number, what: string): string {
  return Buffer.from(JSON.stringify({ begin, of: markOf(what) })).toString('base64');
}

function beginOf(token: string | undefined, what: string): number {
  if (token === undefined || token === '') return 0;
  const read = decodeJson(Buffer.from(token, 'base64').toString('utf8')) as
    | { readonly begin?: unknown; readonly of?: unknown }
    | null
    | undefined;
  const begin = read?.of === markOf(what) ? read.begin : undefined;
  if (typeof begin === 'number' && Number.isSafeInteger(begin) && begin >= 0) return begin;
  throw invalid('x-ms-continuation is not of this query');
}

function markOf(what: string): string {
  return createHash('sha256').update(what).digest('base64url').slice(0, 16);
}
