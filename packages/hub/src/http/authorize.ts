import { judgeOf } from '../auth/judge-of.js';
import { objectionToPolicy } from '../auth/judge-policy.js';
import type { Objection } from '../auth/judge.js';
import type { Right, Service } from '../state/policies.js';
import type { HttpContext, HttpRequest } from './http-request.js';

interface Needed {
  readonly service: Service;
  /** All of them. */
  readonly rights: readonly Right[];
  /** What the token has to be for: the path of the request, unless more depends on it. */
  readonly path?: readonly string[];
}

/** Why a back end's request is not to be done, which is an event too; `undefined` when it may be. */
export function objectionToRequest(
  { message, path: requested }: HttpRequest,
  { state, isOurs }: Pick<HttpContext, 'state' | 'isOurs'>,
  { service, rights, path = requested }: Needed,
): Objection | undefined {
  const judge = judgeOf(state, isOurs, service);
  const token = message.headers.authorization ?? '';
  for (const right of rights) {
    const objection = objectionToPolicy(token, { right, path }, judge);
    if (objection === undefined) continue;
    state.refused(undefined, objection.reason, objection.detail);
    return objection;
  }
  return undefined;
}
