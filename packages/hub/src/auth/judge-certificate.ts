import type { X509Certificate } from 'node:crypto';
import type { DeviceIdentity } from '../device-identity.js';
import { targetOf } from '../target.js';
import type { ClientCertificate } from './client-certificate.js';
import type { Judge, Objection } from './judge.js';

/** Why a device or module may not come in with this certificate; `undefined` when it may. */
export function toCertificate(
  identity: DeviceIdentity,
  certificate: ClientCertificate | undefined,
  judge: Judge,
): Objection | undefined {
  if (certificate === undefined) {
    return objection('neither a SAS token nor a certificate was shown');
  }
  const { leaf } = certificate;
  if (!isCurrent(leaf, judge.now)) return objection('the certificate is not valid at this time');
  if (identity.authentication === 'selfSigned') return toThumbprint(identity, leaf);
  // Of a module: `device/module`. Source: "Understand and use module twins in IoT Hub".
  if (commonNameOf(leaf) !== targetOf(identity)) {
    const id = identity.moduleId === undefined ? 'the device id' : 'device/module';
    return objection(`the common name of the certificate is not ${id}`);
  }
  const isIssued = isIssuedByOneOf(judge.authorities(), certificate, judge.now);
  return isIssued ? undefined : objection('no authority the hub knows has issued the certificate');
}

/** Whether a chain of valid certificates leads from the leaf to one of the authorities. */
export function isIssuedByOneOf(
  authorities: readonly X509Certificate[],
  { leaf, chain }: ClientCertificate,
  now: number,
): boolean {
  const seen = new Set<string>();
  let current = leaf;
  for (;;) {
    const issued = current;
    const isTrusted = authorities.some((authority) => isIssuer(authority, issued, now));
    if (isTrusted) return true;
    seen.add(current.fingerprint256);
    const next = chain.find(
      (candidate) => !seen.has(candidate.fingerprint256) && isIssuer(candidate, issued, now),
    );
    if (next === undefined) return false;
    current = next;
  }
}

/**
 * The common name of the subject, when there is exactly one. The text that `subject` is has
 * backslashes before commas and more, which device ids may have.
 */
export function commonNameOf(certificate: X509Certificate): string | undefined {
  const name: unknown = certificate.toLegacyObject().subject.CN;
  return typeof name === 'string' ? name : undefined;
}

/** Whether the certificate is neither too young nor too old. */
export function isCurrent({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}

function toThumbprint(identity: DeviceIdentity, leaf: X509Certificate): Objection | undefined {
  const fingerprints = [leaf.fingerprint, leaf.fingerprint256];
  const shown = new Set(fingerprints.map((text) => text.replaceAll(':', '')));
  const { primaryThumbprint, secondaryThumbprint } = identity;
  const isKnown = [primaryThumbprint, secondaryThumbprint].some(
    (thumbprint) => thumbprint !== undefined && shown.has(thumbprint),
  );
  return isKnown ? undefined : objection('the thumbprint of the certificate is not the one given');
}

function isIssuer(issuer: X509Certificate, issued: X509Certificate, now: number): boolean {
  return (
    issuer.ca &&
    isCurrent(issuer, now) &&
    issued.checkIssued(issuer) &&
    issued.verify(issuer.publicKey)
  );
}

function objection(detail: string): Objection {
  return { reason: 'certificate-invalid', detail };
}
