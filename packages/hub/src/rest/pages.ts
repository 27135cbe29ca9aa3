import type { Answer } from '../http/http-request.js';
import { pageOf, type Item, type Listing } from '../http/pages.js';
import type { RestCall } from './endpoint.js';
import { invalid } from './rest-error.js';

const DEFAULT_SIZE = 100;
const MAX_SIZE = 1000;

/** The page of a list that was asked for. @throws RestError */
export function page(call: RestCall, items: readonly Item[], listing: Listing): Answer {
  const asked = call.integer('x-ms-max-item-count', call.header('x-ms-max-item-count'));
  // Some clients say -1 for as many as the hub thinks fit.
  const size = asked === undefined || asked === -1 ? DEFAULT_SIZE : Math.min(asked, MAX_SIZE);
  if (size < 1) throw invalid(`x-ms-max-item-count is 1 to ${MAX_SIZE}`);
  const continuation = call.header('x-ms-continuation');
  const answer = pageOf(items, listing, { size, continuation });
  if (answer !== undefined) return answer;
  throw invalid('x-ms-continuation is not of this query');
}
