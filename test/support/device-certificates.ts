import { webcrypto, X509Certificate } from 'node:crypto';
// Loads reflect-metadata, which the X.509 library asks for.
import '@iotpnp/hub';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** A key and its certificate, as PEM. */
export interface Certified {
  readonly key: string;
  readonly certificate: string;
  /** The certificate and, behind it, those of the authorities up to the root, which is left out. */
  readonly chain: string;
}

interface CertificateOptions {
  /** Whoever signs it; it signs itself without one. */
  readonly issuedBy?: Certified | undefined;
  /** Default: yesterday. */
  readonly validFrom?: Date | undefined;
  /** Default: in 30 days. */
  readonly validTo?: Date | undefined;
  /** Without key usages and key identifiers, as simple tools and forgers make them. */
  readonly bare?: boolean | undefined;
}

/** The certificate of an authority: a root, or an intermediate one when it is issued by another. */
export function makeAuthority(name: string, options: CertificateOptions = {}): Promise<Certified> {
  return certified(name, options, [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
  ]);
}

/** The certificate of a device. */
export function makeDevice(
  commonName: string,
  options: CertificateOptions = {},
): Promise<Certified> {
  return certified(commonName, options, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
  ]);
}

/** The thumbprints of a certificate, as IoT Hub writes them. */
export function thumbprintsOf({ certificate }: Certified): {
  readonly sha1: string;
  readonly sha256: string;
} {
  const { fingerprint, fingerprint256 } = new X509Certificate(certificate);
  return { sha1: fingerprint.replaceAll(':', ''), sha256: fingerprint256.replaceAll(':', '') };
}

async function certified(
  commonName: string,
  { issuedBy, validFrom, validTo, bare = false }: CertificateOptions,
  [constraints, ...usages]: [x509.Extension, ...x509.Extension[]],
): Promise<Certified> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const subject = new x509.Name([{ CN: [commonName] }]).toString();
  const issuer = issuedBy && new x509.X509Certificate(issuedBy.certificate);
  const identifiers = [
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    await x509.AuthorityKeyIdentifierExtension.create(issuer?.publicKey ?? keys.publicKey),
  ];
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject,
      issuer: issuer?.subject ?? subject,
      notBefore: validFrom ?? new Date(Date.now() - DAY_MS),
      notAfter: validTo ?? new Date(Date.now() + 30 * DAY_MS),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: issuedBy === undefined ? keys.privateKey : await keyOf(issuedBy.key),
      extensions: bare ? [constraints] : [constraints, ...usages, ...identifiers],
    },
    webcrypto,
  );
  const pem = certificate.toString('pem');
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const isRoot = issuer === undefined || issuer.subject === issuer.issuer;
  return {
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    certificate: pem,
    chain: isRoot ? `${pem}\n` : `${pem}\n${issuedBy?.chain ?? ''}`,
  };
}

function keyOf(pem: string): Promise<webcrypto.CryptoKey> {
  const usages: webcrypto.KeyUsage[] = ['sign'];
  const pkcs8 = x509.PemConverter.decodeFirst(pem);
  return webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, usages);
}
