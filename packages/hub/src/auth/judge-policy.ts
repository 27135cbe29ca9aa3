import type { Right } from '../state/policies.js';
import type { Judge, Objection } from './judge.js';
import { isSignedWith, parseSasToken } from './sas.js';

/**
 * Why a back end may not do what needs this right with this SAS token; `undefined` when it may.
 * The token is of a shared access policy and for the hub as a whole, or for a path of it.
 */
export function objectionToPolicy(text: string, right: Right, judge: Judge): Objection | undefined {
  const token = parseSasToken(text);
  if (token === undefined) return { reason: 'token-invalid', detail: 'there is no SAS token' };
  const policy = judge.policy(token.policy ?? '');
  if (policy === undefined) {
    return { reason: 'policy-unknown', detail: 'the token is of no policy of this hub' };
  }
  if (!judge.isOurs(token.resource.split('/')[0] ?? '')) {
    return { reason: 'wrong-resource', detail: 'the token is for another hub' };
  }
  const keys = [policy.primaryKey, policy.secondaryKey];
  if (!keys.map((key) => isSignedWith(token, key)).includes(true)) {
    return { reason: 'signature-mismatch', detail: 'the token was signed with neither key' };
  }
  if (token.expiresAt <= judge.now) {
    const expiry = new Date(token.expiresAt).toISOString();
    return { reason: 'token-expired', detail: `the token expired at ${expiry}` };
  }
  if (policy.rights.includes(right)) return undefined;
  return { reason: 'policy-unfit', detail: `the policy ${policy.name} has no ${right}` };
}
