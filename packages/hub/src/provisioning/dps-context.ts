import type { HttpContext } from '../http/http-request.js';
import type { Provisioning } from './provisioning.js';

/** What requests need of the hub they belong to, and of its provisioning service. */
export interface DpsContext extends Pick<HttpContext, 'state' | 'isOurs'> {
  readonly provisioning: Provisioning;
}
