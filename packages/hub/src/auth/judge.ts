import type { DeviceIdentity } from '../device-identity.js';
import type { RefusalReason } from '../hub-event.js';
import { namesOf } from '../target.js';
import { isSignedWith, parseSasToken, type SasToken } from './sas.js';

/** What credentials are judged by. */
export interface Judge {
  readonly find: (target: string) => DeviceIdentity | undefined;
  /** Whether a host, as a device wrote it, is this hub. */
  readonly isOurs: (host: string) => boolean;
  readonly now: number;
}

export interface Objection {
  readonly reason: RefusalReason;
  /** Holds no token and no part of one. */
  readonly detail: string;
}

/** Why a device or module may not come in with this SAS token; `undefined` when it may. */
export function objectionTo(target: string, token: string, judge: Judge): Objection | undefined {
  return toIdentity(target, judge) ?? toToken(target, parseSasToken(token), judge);
}

function toIdentity(target: string, { find }: Judge): Objection | undefined {
  const { deviceId, moduleId } = namesOf(target);
  const device = find(deviceId);
  if (device === undefined) return objection('device-unknown', 'no device of this id was added');
  if (!device.enabled) return objection('device-disabled', 'the device is disabled');
  if (moduleId === undefined || find(target) !== undefined) return undefined;
  return objection('module-unknown', 'no module of this id was added to the device');
}

function toToken(target: string, token: SasToken | undefined, judge: Judge): Objection | undefined {
  if (token === undefined) return objection('token-invalid', 'the password is no SAS token');
  if (token.policy !== undefined) {
    return objection('policy-unknown', 'tokens of a shared access policy are not taken');
  }
  if (!isFor(token, target, judge)) {
    return objection('wrong-resource', 'the token is for another hub, device or module');
  }
  const identity = judge.find(target);
  const keys = identity === undefined ? [] : [identity.primaryKey, identity.secondaryKey];
  if (!keys.map((key) => isSignedWith(token, key)).includes(true)) {
    return objection('signature-mismatch', 'the token was signed with neither key');
  }
  if (token.expiresAt > judge.now) return undefined;
  const expiry = new Date(token.expiresAt).toISOString();
  return objection('token-expired', `the token expired at ${expiry}`);
}

/** `{host}/devices/{id}`, a module's with `/modules/{id}` behind it; the host in any case. */
function isFor(token: SasToken, target: string, { isOurs }: Judge): boolean {
  const slash = token.resource.indexOf('/');
  const path = token.resource.slice(slash);
  return (
    slash > 0 &&
    isOurs(token.resource.slice(0, slash)) &&
    (path === resourceOf(target, (id) => id) || path === resourceOf(target, encodeURIComponent))
  );
}

function resourceOf(target: string, written: (id: string) => string): string {
  const { deviceId, moduleId } = namesOf(target);
  const device = `/devices/${written(deviceId)}`;
  return moduleId === undefined ? device : `${device}/modules/${written(moduleId)}`;
}

function objection(reason: RefusalReason, detail: string): Objection {
  return { reason, detail };
}
