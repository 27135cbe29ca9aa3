import { createHash, createHmac } from 'node:crypto';
import { Secret, type Auth } from '@iotpnp/core';
// CommonJS modules whose named exports Node cannot see.
import symmetric from 'azure-iot-security-symmetric-key';
import x509 from 'azure-iot-security-x509';
import { signer } from '../signer.js';
import type { CheckedDpsOptions } from './dps-options.js';

/** What a device proves itself by: to the provisioning service, and then to its hub. */
export interface Attestation {
  readonly auth: Auth;
  /** Tells this proof from another, and holds nothing of it. */
  readonly fingerprint: string;
  /** What Microsoft's client asks. */
  readonly security: object;
}

/** By the options, which have exactly one of the three. */
export function attestationOf(options: CheckedDpsOptions, registrationId: string): Attestation {
  const { symmetricKey, groupKey, cert = '', key = '' } = options;
  if (symmetricKey !== undefined) return byKey(symmetricKey, registrationId);
  if (groupKey !== undefined) return byKey(derivedKey(groupKey, registrationId), registrationId);
  return {
    auth: { kind: 'x509', cert, key: new Secret(key) },
    fingerprint: fingerprintOf(cert),
    security: new x509.X509Security(registrationId, { cert, key }),
  };
}

function byKey(key: string, registrationId: string): Attestation {
  return {
    auth: { kind: 'sas', sign: signer(new Secret(key)) },
    fingerprint: fingerprintOf(key),
    security: new symmetric.SymmetricKeySecurityClient(registrationId, key),
  };
}

/** Source: "Symmetric key attestation", group enrollments. */
function derivedKey(groupKey: string, registrationId: string): string {
  return createHmac('sha256', Buffer.from(groupKey, 'base64'))
    .update(registrationId, 'utf8')
    .digest('base64');
}

function fingerprintOf(proof: string): string {
  return createHash('sha256').update(proof, 'utf8').digest('hex').slice(0, 32);
}
