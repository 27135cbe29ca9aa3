// The X.509 library refuses to load without this polyfill. It is global, so it is loaded on every start
// and not only when a certificate is made: decorators must see the same world in the second run.
import 'reflect-metadata';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { hubError } from '../error-codes.js';
import type { HubStore } from '../store/hub-store.js';
import type { KeyAndCertificate } from './make-certificates.js';

export const CA_FILE = 'ca.pem';
const CA_KEY_FILE = 'ca-key.pem';
const SERVER_FILE = 'server.pem';
const SERVER_KEY_FILE = 'server-key.pem';
/** A certificate this close to its end is made anew. */
const RENEW_BEFORE_MS = 30 * 86_400_000;

/** What the TLS server shows, and what its clients are to trust. */
export interface Certificates {
  readonly ca: string;
  readonly key: string;
  readonly certificate: string;
}

/**
 * The hub's certificates: those in the store while they serve, else new ones, which are kept.
 * The authority is only replaced when it ends, for devices trust it.
 * @throws PNP_HUB_STATE_CORRUPT when the authority's files cannot be understood
 */
export async function certificatesFor(
  store: HubStore,
  names: readonly string[],
  now: Date,
): Promise<Certificates> {
  const authority = (await keptAuthority(store, now)) ?? (await newAuthority(store, now));
  const server =
    (await keptServer(store, { authority, names, now })) ??
    (await newServer(store, { authority, names, now }));
  return { ca: authority.certificate, key: server.key, certificate: server.certificate };
}

interface ServerRequest {
  readonly authority: KeyAndCertificate;
  readonly names: readonly string[];
  readonly now: Date;
}

async function keptAuthority(store: HubStore, now: Date): Promise<KeyAndCertificate | undefined> {
  const [certificate, key] = await Promise.all([store.read(CA_FILE), store.read(CA_KEY_FILE)]);
  // A key alone is a first start that was cut short: nobody trusts it yet.
  if (certificate === undefined) return undefined;
  const parsed = pair(certificate, key);
  if (parsed === undefined) {
    const file = store.fileOf(CA_FILE);
    throw hubError('PNP_HUB_STATE_CORRUPT', `${CA_FILE} and ${CA_KEY_FILE} are no pair`, {
      hint: `restore both files, or delete both and let devices trust the new ${CA_FILE}`,
      where: { file },
    });
  }
  return isLasting(parsed.x509, now) ? parsed : undefined;
}

async function newAuthority(store: HubStore, now: Date): Promise<KeyAndCertificate> {
  const { makeAuthority } = await import('./make-certificates.js');
  const authority = await makeAuthority(now);
  await store.write(CA_KEY_FILE, authority.key);
  await store.write(CA_FILE, authority.certificate);
  return authority;
}

async function keptServer(
  store: HubStore,
  { authority, names, now }: ServerRequest,
): Promise<KeyAndCertificate | undefined> {
  const server = pair(await store.read(SERVER_FILE), await store.read(SERVER_KEY_FILE));
  if (server === undefined) return undefined;
  const issuer = new X509Certificate(authority.certificate);
  const serves =
    isLasting(server.x509, now) &&
    server.x509.verify(issuer.publicKey) &&
    names.every((name) => carries(server.x509, name));
  return serves ? server : undefined;
}

async function newServer(
  store: HubStore,
  { authority, names, now }: ServerRequest,
): Promise<KeyAndCertificate> {
  // Loaded only when needed: the X.509 library takes longer than all the rest of a start.
  const { makeServer } = await import('./make-certificates.js');
  const server = await makeServer(authority, names, now);
  await store.write(SERVER_KEY_FILE, server.key);
  await store.write(SERVER_FILE, server.certificate);
  return server;
}

/** A certificate with its own key, both readable; else `undefined`. */
function pair(
  certificate: string | undefined,
  key: string | undefined,
): (KeyAndCertificate & { readonly x509: X509Certificate }) | undefined {
  if (certificate === undefined || key === undefined) return undefined;
  try {
    const x509 = new X509Certificate(certificate);
    return x509.checkPrivateKey(createPrivateKey(key)) ? { certificate, key, x509 } : undefined;
  } catch {
    // Not PEM, or cut off: the caller decides what that means.
    return undefined;
  }
}

function isLasting(certificate: X509Certificate, now: Date): boolean {
  return (
    Date.parse(certificate.validFrom) <= now.getTime() &&
    Date.parse(certificate.validTo) - now.getTime() > RENEW_BEFORE_MS
  );
}

function carries(certificate: X509Certificate, name: string): boolean {
  const found = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name);
  return found !== undefined;
}
