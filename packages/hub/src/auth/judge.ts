import type { X509Certificate } from 'node:crypto';
import type { DeviceIdentity } from '../device-identity.js';
import type { RefusalReason } from '../hub-event.js';
import type { Policy, Service } from '../state/policies.js';
import { namesOf, targetOf } from '../target.js';
import type { ClientCertificate } from './client-certificate.js';
import { toCertificate } from './judge-certificate.js';
import { covers, partsOf } from './resource-path.js';
import { isSignedWith, parseSasToken, type SasToken } from './sas.js';

/** What credentials are judged by. */
export interface Judge {
  readonly service: Service;
  readonly find: (target: string) => DeviceIdentity | undefined;
  /** One of this service. */
  readonly policy: (name: string) => Policy | undefined;
  /** The authorities whose certificates are taken. */
  readonly authorities: () => readonly X509Certificate[];
  /** Whether a host, as a device wrote it, is this hub. */
  readonly isOurs: (host: string) => boolean;
  readonly now: number;
}

/** What a device or module shows to prove who it is. */
export interface Shown {
  /** A SAS token; empty when there is none. */
  readonly token: string;
  readonly certificate?: ClientCertificate | undefined;
}

export interface Objection {
  readonly reason: RefusalReason;
  /** Holds no token and no part of one. */
  readonly detail: string;
}

/** Why a device or module may not come in with what it shows; `undefined` when it may. */
export function objectionTo(target: string, shown: Shown, judge: Judge): Objection | undefined {
  const identity = judge.find(target);
  const toIts = toIdentity(target, judge);
  if (toIts !== undefined || identity === undefined) return toIts;
  if (identity.authentication === 'sas' || shown.token !== '') {
    return toToken(identity, parseSasToken(shown.token), judge);
  }
  return toCertificate(identity, shown.certificate, judge);
}

function toIdentity(target: string, { find }: Judge): Objection | undefined {
  const { deviceId, moduleId } = namesOf(target);
  const device = find(deviceId);
  if (device === undefined) return objection('device-unknown', 'no device of this id was added');
  if (!device.enabled) return objection('device-disabled', 'the device is disabled');
  if (moduleId === undefined || find(target) !== undefined) return undefined;
  return objection('module-unknown', 'no module of this id was added to the device');
}

function toToken(
  identity: DeviceIdentity,
  token: SasToken | undefined,
  judge: Judge,
): Objection | undefined {
  if (token === undefined) return objection('token-invalid', 'the password is no SAS token');
  const policy = token.policy === undefined ? undefined : judge.policy(token.policy);
  if (token.policy !== undefined && policy?.rights.includes('DeviceConnect') !== true) {
    return objection('policy-unknown', 'the token is of no policy that may connect devices');
  }
  if (!isFor(token, { target: targetOf(identity), ofPolicy: policy !== undefined }, judge)) {
    return objection('wrong-resource', 'the token is for another hub, device or module');
  }
  const { primaryKey, secondaryKey } = policy ?? identity;
  const keys = [primaryKey, secondaryKey].filter((key) => key !== '');
  if (!keys.map((key) => isSignedWith(token, key)).includes(true)) {
    return objection('signature-mismatch', 'the token was signed with neither key');
  }
  if (token.expiresAt > judge.now) return undefined;
  const expiry = new Date(token.expiresAt).toISOString();
  return objection('token-expired', `the token expired at ${expiry}`);
}

/**
 * `{host}/devices/{id}`, a module's with `/modules/{id}` behind it; the host in any case. That of a
 * policy may be for what leads there: the device of a module, or the whole hub.
 */
function isFor(
  token: SasToken,
  { target, ofPolicy }: { readonly target: string; readonly ofPolicy: boolean },
  { isOurs }: Judge,
): boolean {
  const [host, granted] = partsOf(token.resource);
  if (!isOurs(host)) return false;
  const { deviceId, moduleId } = namesOf(target);
  const device = ['devices', deviceId];
  const asked = moduleId === undefined ? device : [...device, 'modules', moduleId];
  return (ofPolicy || granted.length === asked.length) && covers(granted, asked);
}

function objection(reason: RefusalReason, detail: string): Objection {
  return { reason, detail };
}
