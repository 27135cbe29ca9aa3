import { timingSafeEqual } from 'node:crypto';
import { judgeOf } from '../auth/judge-of.js';
import { objectionToPolicy } from '../auth/judge-policy.js';
import type { Judge, Objection } from '../auth/judge.js';
import { partsOf } from '../auth/resource-path.js';
import { isSignedWith, parseSasToken, type SasToken } from '../auth/sas.js';
import type { Policy } from '../state/policies.js';
import { EVENT_HUB_NAME, type AmqpContext } from './amqp-context.js';
import type { Grant } from './claims.js';

/** Every endpoint that is served over AMQP asks for it. */
const RIGHT = 'ServiceConnect';
const SCHEME = /^[a-z][a-z+.-]*:\/\//iu;

/** What a SAS token lets a back end do, or why it does not. */
export function admits(text: string, { state, isOurs }: AmqpContext): Grant | Objection {
  const judge = judgeOf(state, isOurs);
  const token = parseSasToken(text);
  const isOfEventHubs = token !== undefined && SCHEME.test(token.resource);
  const objection = isOfEventHubs
    ? objectionToEventHubs(token, judge)
    : objectionToPolicy(text, { right: RIGHT }, judge);
  if (objection !== undefined) return objection;
  const [, path] = partsOf((token?.resource ?? '').replace(SCHEME, '').toLowerCase());
  return { until: token?.expiresAt ?? 0, path };
}

/** Whether this is the key of a policy of this name that lets a back end in, as SASL PLAIN has them. */
export function admitsKey(name: string, key: string, { state }: AmqpContext): boolean {
  const policy = state.policies.find(name);
  if (policy?.rights.includes(RIGHT) !== true) return false;
  return [policy.primaryKey, policy.secondaryKey].map((its) => isSame(its, key)).includes(true);
}

/**
 * An Event Hubs token: its resource is a URI, `sb://host:port/entity/...` in any case, and the key is
 * taken as the text it is, not as base64.
 */
function objectionToEventHubs(token: SasToken, judge: Judge): Objection | undefined {
  const policy = judge.policy(token.policy ?? '');
  if (policy === undefined) {
    return { reason: 'policy-unknown', detail: 'the token is of no policy of this hub' };
  }
  const [host, [entity]] = partsOf(token.resource.replace(SCHEME, ''));
  const isEntity = entity === undefined || entity.toLowerCase() === EVENT_HUB_NAME;
  if (!judge.isOurs(host) || !isEntity) {
    return { reason: 'wrong-resource', detail: 'the token is for another hub or entity' };
  }
  if (!isSignedAsText(token, policy)) {
    return { reason: 'signature-mismatch', detail: 'the token was signed with neither key' };
  }
  if (token.expiresAt <= judge.now) {
    const expiry = new Date(token.expiresAt).toISOString();
    return { reason: 'token-expired', detail: `the token expired at ${expiry}` };
  }
  if (policy.rights.includes(RIGHT)) return undefined;
  return { reason: 'policy-unfit', detail: `the policy ${policy.name} has no ${RIGHT}` };
}

function isSignedAsText(token: SasToken, { primaryKey, secondaryKey }: Policy): boolean {
  const keys = [primaryKey, secondaryKey].map((key) => Buffer.from(key).toString('base64'));
  return keys.map((key) => isSignedWith(token, key)).includes(true);
}

/** Takes the same time either way. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
