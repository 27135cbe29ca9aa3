import { RestError } from './rest-error.js';

/** What goes into the header `ETag`. */
export function etagHeader(etag: string): { readonly etag: string } {
  return { etag: `"${etag}"` };
}

/**
 * Whether a request that says `If-Match` may change what has this entity tag.
 * @throws RestError PreconditionFailed
 */
export function checkMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined) return;
  const asked = ifMatch.split(',').map((each) => each.trim().replace(/^(?:W\/)?"(.*)"$/u, '$1'));
  if (asked.some((each) => each === '*' || each === etag)) return;
  throw new RestError('PreconditionFailed', 'the entity tag is not the current one');
}
