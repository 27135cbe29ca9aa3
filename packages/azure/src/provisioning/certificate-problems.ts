import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Problem } from '@iotpnp/core';

interface Pems {
  readonly cert: string;
  readonly key: string;
}

/** What keeps a device from proving itself by a certificate and a key. Nothing of the key is in it. */
export function certificateProblems({ cert, key }: Pems, now = Date.now()): readonly Problem[] {
  const certificate = attempt(() => new X509Certificate(cert));
  const privateKey = attempt(() => createPrivateKey(key));
  const fault = (option: string, message: string, hint: string): Problem => ({
    code: 'PNP_BAD_CERTIFICATE',
    message: `${option} ${message}`,
    hint,
    where: { key: option },
  });
  const problems: Problem[] = [];
  if (certificate === undefined) {
    problems.push(
      fault('cert', 'is no certificate', 'give it whole, from -----BEGIN CERTIFICATE-----'),
    );
  } else if (Date.parse(certificate.validTo) < now) {
    problems.push(fault('cert', `has expired: ${certificate.validTo}`, 'have a new one issued'));
  }
  if (privateKey === undefined) {
    const hint = 'give it whole and without a passphrase, from -----BEGIN PRIVATE KEY-----';
    problems.push(fault('key', 'is no private key', hint));
  }
  if (certificate && privateKey && !certificate.checkPrivateKey(privateKey)) {
    const hint =
      'give the key that the certificate was made for; the device first, then its issuers';
    problems.push(fault('key', 'does not belong to the certificate in cert', hint));
  }
  return problems;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined; // no PEM, or not of this
  }
}
