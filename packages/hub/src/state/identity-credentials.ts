import { randomBytes } from 'node:crypto';
import type { AuthenticationType, Credentials, DeviceIdentity } from '../device-identity.js';
import { hubError } from '../error-codes.js';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/u;
const THUMBPRINT = /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/u;
const KEY_BYTES = 32;

type Proof = Pick<
  DeviceIdentity,
  'authentication' | 'primaryKey' | 'secondaryKey' | 'primaryThumbprint' | 'secondaryThumbprint'
>;

/**
 * What an identity proves itself by; keys that are not given stay, or are made.
 * @throws PNP_HUB_DEVICE_KEY_INVALID, which repeats no key
 */
export function proofOf(what: string, credentials: Credentials, known?: DeviceIdentity): Proof {
  const { x509, primaryKey, secondaryKey } = credentials;
  if (x509 === undefined) {
    const proof = {
      authentication: 'sas',
      primaryKey: primaryKey ?? (known?.primaryKey || newKey()),
      secondaryKey: secondaryKey ?? (known?.secondaryKey || newKey()),
    } as const;
    if (isKey(proof.primaryKey) && isKey(proof.secondaryKey)) return proof;
    throw invalid(`a key of ${what} is no device key`, 'use base64 of 16 to 64 bytes');
  }
  if (x509 === 'ca') return withoutKeys('certificateAuthority');
  const primaryThumbprint = thumbprintOf(what, x509.primaryThumbprint);
  const { secondaryThumbprint: second } = x509;
  return {
    ...withoutKeys('selfSigned'),
    primaryThumbprint,
    ...(second === undefined ? {} : { secondaryThumbprint: thumbprintOf(what, second) }),
  };
}

/** 32 random bytes, base64. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

function withoutKeys(authentication: AuthenticationType): Proof {
  return { authentication, primaryKey: '', secondaryKey: '' };
}

/** With or without colons, in any case. */
function thumbprintOf(what: string, written: string): string {
  const thumbprint = written.replaceAll(':', '').toUpperCase();
  if (THUMBPRINT.test(thumbprint)) return thumbprint;
  throw invalid(
    `a thumbprint of ${what} is none`,
    "use the SHA-1 or SHA-256 of the device's certificate: 40 or 64 hexadecimal digits",
  );
}

function isKey(key: string): boolean {
  const bytes = BASE64.test(key) ? Buffer.from(key, 'base64').length : 0;
  return bytes >= 16 && bytes <= 64;
}

function invalid(message: string, hint: string): Error {
  return hubError('PNP_HUB_DEVICE_KEY_INVALID', message, { hint });
}
