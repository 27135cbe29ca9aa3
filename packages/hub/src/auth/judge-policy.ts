import type { Right } from '../state/policies.js';
import type { Judge, Objection } from './judge.js';
import { covers, partsOf } from './resource-path.js';
import { isSignedWith, parseSasToken } from './sas.js';

/** What a back end asks for. */
export interface Asked {
  readonly right: Right;
  /** Of the hub as a whole, none; absent where the caller compares paths itself, as they come later. */
  readonly path?: readonly string[];
}

/**
 * Why a back end may not do this with this SAS token; `undefined` when it may. The token is of a shared
 * access policy, and for the hub as a whole or for a path of it: then for what is below it alone.
 */
export function objectionToPolicy(
  text: string,
  { right, path }: Asked,
  judge: Judge,
): Objection | undefined {
  const token = parseSasToken(text);
  if (token === undefined) return { reason: 'token-invalid', detail: 'there is no SAS token' };
  const policy = judge.policy(token.policy ?? '');
  if (policy === undefined) {
    return { reason: 'policy-unknown', detail: 'the token is of no policy of this hub' };
  }
  const [host, granted] = partsOf(token.resource);
  if (!judge.isOurs(host)) {
    return { reason: 'wrong-resource', detail: 'the token is for another hub' };
  }
  const written = judge.service === 'dps' ? inSmallLetters : (parts: readonly string[]) => parts;
  if (path !== undefined && !covers(written(granted), written(path))) {
    return { reason: 'wrong-resource', detail: 'the token is for another path of the hub' };
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

/** The provisioning service tells neither addresses nor ids by their case. */
function inSmallLetters(parts: readonly string[]): readonly string[] {
  return parts.map((part) => part.toLowerCase());
}
