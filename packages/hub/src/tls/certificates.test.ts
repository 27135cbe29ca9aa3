import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../store/hub-store.js';
import { certificatesFor } from './certificates.js';

const NAMES = ['localhost', 'hub.localhost', '127.0.0.1', '127.0.0.2', '::1'];
const NOW = new Date('2030-01-01T00:00:00Z');
const DAY_MS = 86_400_000;

function later(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS);
}

describe('certificatesFor', () => {
  it('makes a server certificate for all names, signed by an authority of its own', async () => {
    const { ca, certificate } = await certificatesFor(memoryStore(), NAMES, NOW);
    const authority = new X509Certificate(ca);
    const server = new X509Certificate(certificate);
    expect(authority.ca).toBe(true);
    expect(server.ca).toBe(false);
    expect(server.checkIssued(authority)).toBe(true);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(server.subjectAltName).toBe(
      'DNS:localhost, DNS:hub.localhost, IP Address:127.0.0.1, IP Address:127.0.0.2, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(server.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  });

  it('keeps them while they last', async () => {
    const store = memoryStore();
    const first = await certificatesFor(store, NAMES, NOW);
    expect(await certificatesFor(store, NAMES, later(700))).toEqual(first);
  });

  it('replaces the server’s near its end, and not the authority', async () => {
    const store = memoryStore();
    const first = await certificatesFor(store, NAMES, NOW);
    const second = await certificatesFor(store, NAMES, later(800));
    expect(second.ca).toBe(first.ca);
    expect(second.certificate).not.toBe(first.certificate);
    expect(
      new X509Certificate(second.certificate).verify(new X509Certificate(first.ca).publicKey),
    ).toBe(true);
  });

  it('replaces both when the authority ends', async () => {
    const store = memoryStore();
    const first = await certificatesFor(store, NAMES, NOW);
    const second = await certificatesFor(store, NAMES, later(7290));
    expect(second.ca).not.toBe(first.ca);
  });

  it('replaces the server’s when it lacks a name', async () => {
    const store = memoryStore();
    const first = await certificatesFor(store, NAMES, NOW);
    const second = await certificatesFor(store, [...NAMES, 'hub', '192.0.2.7'], NOW);
    expect(second.ca).toBe(first.ca);
    expect(new X509Certificate(second.certificate).checkHost('hub')).toBe('hub');
    expect(new X509Certificate(second.certificate).checkIP('192.0.2.7')).toBe('192.0.2.7');
  });

  it.each(['server.pem', 'server-key.pem'])('replaces an unreadable %s', async (file) => {
    const store = memoryStore();
    const first = await certificatesFor(store, NAMES, NOW);
    await store.write(file, 'garbage');
    const second = await certificatesFor(store, NAMES, NOW);
    expect(second.ca).toBe(first.ca);
    expect(second.certificate).not.toBe(first.certificate);
  });

  it.each(['ca.pem', 'ca-key.pem'])('says so when %s is damaged', async (file) => {
    const store = memoryStore();
    await certificatesFor(store, NAMES, NOW);
    await store.write(file, 'garbage');
    await expect(certificatesFor(store, NAMES, NOW)).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_CORRUPT',
      message: 'ca.pem and ca-key.pem are no pair',
    });
  });

  it('says so when the authority’s key is another’s', async () => {
    const store = memoryStore();
    const other = memoryStore();
    await certificatesFor(store, NAMES, NOW);
    await certificatesFor(other, NAMES, NOW);
    await store.write('ca-key.pem', (await other.read('ca-key.pem')) ?? '');
    await expect(certificatesFor(store, NAMES, NOW)).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_CORRUPT',
    });
  });

  it('goes on after a first start that was cut short', async () => {
    const store = memoryStore();
    await certificatesFor(store, NAMES, NOW);
    const cut = memoryStore();
    await cut.write('ca-key.pem', (await store.read('ca-key.pem')) ?? '');
    await expect(certificatesFor(cut, NAMES, NOW)).resolves.toHaveProperty('ca');
  });
});
