import type { X509Certificate } from 'node:crypto';
import type { ClientCertificate } from '../auth/client-certificate.js';
import type { Objection } from '../auth/judge.js';
import { commonNameOf, isCurrent, isIssuedByOneOf } from '../auth/judge-certificate.js';
import { isSignedWith, parseSasToken, type SasToken } from '../auth/sas.js';
import type { Credentials } from '../device-identity.js';
import { deriveKey } from './derive-key.js';
import type { Enrolment, EnrolmentGroup, KnownCertificate } from './enrolment.js';
import { isRegistrationId } from './enrolment-terms.js';
import type { EnrolmentGroups } from './enrolment-groups.js';
import type { Enrolments } from './enrolments.js';
import { certificateOf, isKnownAs, thumbprintOf, thumbprintsOf } from './known-certificate.js';

/** Who wants to register, and what it shows for it. */
export interface Registrant {
  readonly idScope: string;
  readonly registrationId: string;
  /** A SAS token; empty when there is none. */
  readonly token: string;
  readonly certificate?: ClientCertificate | undefined;
}

/** Whom registrants may be. */
export interface Books {
  readonly idScope: string;
  readonly enrolments: Enrolments;
  readonly groups: EnrolmentGroups;
}

/** A registrant is who it says: the enrolment that says so, and what the hub knows it by from now on. */
export interface Proof {
  readonly enrolment: Enrolment | EnrolmentGroup;
  readonly credentials: Credentials;
}

/**
 * Finds the enrolment that lets a registrant in. One of its own comes before any group: a disabled
 * one keeps a device out that its group would let in.
 * Source: "How to disenroll a device from DPS".
 */
export function judgeRegistration(
  registrant: Registrant,
  books: Books,
  now: number,
): Proof | Objection {
  if (registrant.idScope !== books.idScope) {
    return objection('registration-unknown', 'the id scope is of no provisioning service here');
  }
  if (!isRegistrationId(registrant.registrationId)) {
    return objection('registration-unknown', 'the registration id is none');
  }
  const own = books.enrolments.find(registrant.registrationId);
  const proof = own === undefined ? ofGroup(registrant, books, now) : ofOwn(own, registrant, now);
  if ('reason' in proof || proof.enrolment.enabled) return proof;
  return objection('registration-disabled', 'the enrolment is disabled');
}

function ofOwn(enrolment: Enrolment, registrant: Registrant, now: number): Proof | Objection {
  const { attestation } = enrolment;
  if (attestation.type === 'symmetricKey') {
    const token = tokenOf(registrant);
    if ('reason' in token) return token;
    const { primaryKey, secondaryKey } = attestation;
    return (
      toSignature(token, [primaryKey, secondaryKey], now) ?? {
        enrolment,
        credentials: { primaryKey, secondaryKey },
      }
    );
  }
  const leaf = currentLeaf(registrant, now);
  if ('reason' in leaf) return leaf;
  const { primary, secondary } = attestation;
  const known = knownOf(attestation);
  if (!known.some((each) => isKnownAs(leaf, each))) {
    return objection('certificate-invalid', 'the certificate is not that of the enrolment');
  }
  const second = secondary === undefined ? {} : { secondaryThumbprint: thumbprintOf(secondary) };
  return {
    enrolment,
    credentials: { x509: { primaryThumbprint: thumbprintOf(primary), ...second } },
  };
}

function ofGroup(registrant: Registrant, books: Books, now: number): Proof | Objection {
  return registrant.token === ''
    ? byAuthority(registrant, books, now)
    : byDerivedKey(registrant, books, now);
}

function byDerivedKey(registrant: Registrant, { groups }: Books, now: number): Proof | Objection {
  const token = tokenOf(registrant);
  if ('reason' in token) return token;
  for (const enrolment of enabledFirst(groups)) {
    const { attestation } = enrolment;
    if (attestation.type !== 'symmetricKey') continue;
    const [primaryKey, secondaryKey] = [attestation.primaryKey, attestation.secondaryKey].map(
      (key) => deriveKey(key, registrant.registrationId),
    ) as [string, string];
    const refused = toSignature(token, [primaryKey, secondaryKey], now);
    if (refused === undefined) return { enrolment, credentials: { primaryKey, secondaryKey } };
    if (refused.reason === 'token-expired') return refused;
  }
  const why = 'it has no enrolment, and the token was signed with the key of no enrolment group';
  return objection('registration-unknown', why);
}

function byAuthority(registrant: Registrant, { groups }: Books, now: number): Proof | Objection {
  const leaf = currentLeaf(registrant, now);
  if ('reason' in leaf) return leaf;
  if (commonNameOf(leaf)?.toLowerCase() !== registrant.registrationId.toLowerCase()) {
    const why = 'the common name of the certificate is not the registration id';
    return objection('certificate-invalid', why);
  }
  const chain = registrant.certificate?.chain ?? [];
  const enrolment = enabledFirst(groups).find(({ attestation }) => {
    if (attestation.type !== 'x509') return false;
    const authorities = knownOf(attestation).flatMap((known) => certificateOf(known) ?? []);
    return isIssuedByOneOf(authorities, { leaf, chain }, now);
  });
  if (enrolment === undefined) {
    const why =
      'it has no enrolment, and the authority of no enrolment group has issued its certificate';
    return objection('certificate-invalid', why);
  }
  // The hub knows the certificate, not the authority: a new one has to be registered.
  return { enrolment, credentials: { x509: { primaryThumbprint: thumbprintsOf(leaf)[1] } } };
}

function tokenOf({ idScope, registrationId, token: text }: Registrant): SasToken | Objection {
  const token = parseSasToken(text);
  if (token === undefined) return objection('token-invalid', 'no SAS token was shown');
  if (token.resource === `${idScope}/registrations/${registrationId}`) return token;
  return objection('wrong-resource', 'the token is for another id scope or registration');
}

function toSignature(token: SasToken, keys: readonly string[], now: number): Objection | undefined {
  if (!keys.map((key) => isSignedWith(token, key)).includes(true)) {
    return objection('signature-mismatch', 'the token was signed with neither key');
  }
  if (token.expiresAt > now) return undefined;
  const expiry = new Date(token.expiresAt).toISOString();
  return objection('token-expired', `the token expired at ${expiry}`);
}

function currentLeaf({ certificate }: Registrant, now: number): X509Certificate | Objection {
  if (certificate === undefined) {
    return objection('token-invalid', 'neither a SAS token nor a certificate was shown');
  }
  const { leaf } = certificate;
  if (isCurrent(leaf, now)) return leaf;
  return objection('certificate-invalid', 'the certificate is not valid at this time');
}

function knownOf(x509: {
  readonly primary: KnownCertificate;
  readonly secondary?: KnownCertificate;
}): readonly KnownCertificate[] {
  return x509.secondary === undefined ? [x509.primary] : [x509.primary, x509.secondary];
}

function enabledFirst(groups: EnrolmentGroups): readonly EnrolmentGroup[] {
  return groups.list().toSorted((a, b) => Number(b.enabled) - Number(a.enabled));
}

function objection(reason: Objection['reason'], detail: string): Objection {
  return { reason, detail };
}
