import { isMatch } from '../http/entity-tags.js';
import { RestError } from './rest-error.js';

/**
 * Whether a request that says `If-Match` may change what has this entity tag.
 * @throws RestError PreconditionFailed
 */
export function checkMatch(ifMatch: string | undefined, etag: string): void {
  if (isMatch(ifMatch, etag)) return;
  throw new RestError('PreconditionFailed', 'the entity tag is not the current one');
}
