import type { X509Certificate } from 'node:crypto';
import type { JsonObject } from '@iotpnp/model';
import type { Attestation, Enrolment, EnrolmentGroup, KnownCertificate } from './enrolment.js';
import { certificateOf, thumbprintsOf } from './known-certificate.js';
import { compact, registrationDocument } from './registration-document.js';
import type { Registration } from './registration.js';

const SHA1_DIGITS = 40;

/** An enrolment as DPS writes it for back ends; keys only where they are asked for. */
export function enrolmentDocument(
  enrolment: Enrolment | EnrolmentGroup,
  registration?: Registration,
): JsonObject {
  const { attestation, enabled, iotHubHostName, iotHubs, initialTwin, extra } = enrolment;
  const isGroup = 'groupId' in enrolment;
  const { tags, desired } = initialTwin ?? {};
  const isTwin = tags !== undefined || desired !== undefined;
  return compact({
    ...(isGroup
      ? { enrollmentGroupId: enrolment.groupId }
      : { registrationId: enrolment.registrationId, deviceId: enrolment.deviceId }),
    registrationState: registration === undefined ? undefined : registrationDocument(registration),
    attestation: attestationDocument(attestation, isGroup),
    capabilities: { iotEdge: enrolment.iotEdge },
    iotHubHostName,
    initialTwin: isTwin ? { tags: tags ?? {}, properties: { desired: desired ?? {} } } : undefined,
    etag: enrolment.etag,
    provisioningStatus: enabled ? 'enabled' : 'disabled',
    reprovisionPolicy: { ...enrolment.reprovisionPolicy },
    createdDateTimeUtc: new Date(enrolment.createdAt).toISOString(),
    lastUpdatedDateTimeUtc: new Date(enrolment.updatedAt).toISOString(),
    allocationPolicy: enrolment.allocationPolicy,
    iotHubs: iotHubs.length === 0 ? undefined : iotHubs,
    ...extra,
  });
}

/** How devices of an enrolment prove themselves, with the keys. */
export function mechanismDocument({
  attestation,
  ...rest
}: Enrolment | EnrolmentGroup): JsonObject {
  const { type } = attestation;
  if (type === 'x509') return attestationDocument(attestation, 'groupId' in rest);
  const { primaryKey, secondaryKey } = attestation;
  return { type, symmetricKey: { primaryKey, secondaryKey } };
}

function attestationDocument(attestation: Attestation, isGroup: boolean): JsonObject {
  const { type } = attestation;
  if (type === 'symmetricKey') return { type };
  const { primary, secondary } = attestation;
  const certificates = compact({
    primary: certificateDocument(primary),
    secondary: secondary === undefined ? undefined : certificateDocument(secondary),
  });
  const name = isGroup ? 'signingCertificates' : 'clientCertificates';
  return { type, x509: { [name]: certificates } };
}

function certificateDocument(known: KnownCertificate): JsonObject {
  const certificate = certificateOf(known);
  if (certificate !== undefined) return { info: infoOf(certificate) };
  const { thumbprint } = known as { readonly thumbprint: string };
  const name = thumbprint.length === SHA1_DIGITS ? 'sha1Thumbprint' : 'sha256Thumbprint';
  return { info: { [name]: thumbprint } };
}

function infoOf(certificate: X509Certificate): JsonObject {
  const [sha1Thumbprint, sha256Thumbprint] = thumbprintsOf(certificate);
  return {
    subjectName: nameOf(certificate.subject),
    sha1Thumbprint,
    sha256Thumbprint,
    issuerName: nameOf(certificate.issuer),
    notBeforeUtc: new Date(certificate.validFrom).toISOString(),
    notAfterUtc: new Date(certificate.validTo).toISOString(),
    serialNumber: certificate.serialNumber,
    version: 3,
  };
}

function nameOf(lines: string): string {
  return lines.split('\n').join(', ');
}
