import { X509Certificate } from 'node:crypto';
import { hubError } from '../error-codes.js';
import type { KnownCertificate } from './enrolment.js';

const THUMBPRINT = /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/u;
const PEM = '-----BEGIN CERTIFICATE-----';

/**
 * Reads a certificate as back ends write it: PEM, or base64 of PEM or DER; or its thumbprint.
 * @throws PNP_HUB_ENROLMENT_INVALID
 */
export function knownCertificate(text: string): KnownCertificate {
  const thumbprint = text.replaceAll(':', '').trim().toUpperCase();
  return THUMBPRINT.test(thumbprint) ? { thumbprint } : { pem: parsed(text).toString() };
}

/** The same of an authority, whose thumbprint would prove nothing. @throws PNP_HUB_ENROLMENT_INVALID */
export function knownAuthority(text: string): KnownCertificate {
  const certificate = parsed(text);
  if (certificate.ca) return { pem: certificate.toString() };
  throw hubError('PNP_HUB_ENROLMENT_INVALID', 'the certificate is no authority', {
    hint: 'an enrolment group takes the certificate that signs those of its devices',
  });
}

/** The certificate, unless only its thumbprint is known. */
export function certificateOf(known: KnownCertificate): X509Certificate | undefined {
  return 'pem' in known ? new X509Certificate(known.pem) : undefined;
}

/** Whether this is the known certificate. */
export function isKnownAs(certificate: X509Certificate, known: KnownCertificate): boolean {
  if ('pem' in known) return certificate.raw.equals(new X509Certificate(known.pem).raw);
  return thumbprintsOf(certificate).includes(known.thumbprint);
}

/** The thumbprint IoT Hub compares with. */
export function thumbprintOf(known: KnownCertificate): string {
  if ('thumbprint' in known) return known.thumbprint;
  return thumbprintsOf(new X509Certificate(known.pem))[1];
}

/** SHA-1 and SHA-256, hexadecimal, in capitals. */
export function thumbprintsOf(certificate: X509Certificate): readonly [string, string] {
  const { fingerprint, fingerprint256 } = certificate;
  return [fingerprint.replaceAll(':', ''), fingerprint256.replaceAll(':', '')];
}

function parsed(text: string): X509Certificate {
  try {
    if (text.includes(PEM)) return new X509Certificate(text);
    const bytes = Buffer.from(text, 'base64');
    return new X509Certificate(bytes);
  } catch (cause) {
    throw hubError('PNP_HUB_ENROLMENT_INVALID', 'the text is no certificate', {
      hint: 'give it as PEM, or as base64 of PEM or DER',
      cause,
    });
  }
}
