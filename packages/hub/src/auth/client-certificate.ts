import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** What a client showed in the TLS handshake: it has the key of the first, the rest is what it sent along. */
export interface ClientCertificate {
  readonly leaf: X509Certificate;
  /** The issuers it sent, from the leaf's upward. Nothing is proved by them yet. */
  readonly chain: readonly X509Certificate[];
}

/** `undefined` when the client showed none. */
export function clientCertificateOf(socket: TLSSocket): ClientCertificate | undefined {
  const leaf = socket.getPeerX509Certificate();
  if (leaf === undefined) return undefined;
  const chain: X509Certificate[] = [];
  let issuer = leaf.issuerCertificate;
  while (issuer !== undefined && !chain.some(({ raw }) => issuer?.raw.equals(raw) === true)) {
    chain.push(issuer);
    issuer = issuer.issuerCertificate;
  }
  return { leaf, chain };
}
