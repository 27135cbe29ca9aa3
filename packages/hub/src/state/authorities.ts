import { X509Certificate } from 'node:crypto';
import { hubError } from '../error-codes.js';
import type { Journal } from './journal.js';
import { KeptMap } from './kept-map.js';

/** The authorities whose certificates the hub takes from devices, by the SHA-256 of theirs. */
export class Authorities {
  readonly #pems: KeptMap<string>;
  /** Parsed once: each device that shows a certificate is measured by them. */
  #parsed: readonly X509Certificate[];

  constructor(journal: Journal) {
    this.#pems = new KeptMap(journal, 'authority');
    this.#parsed = this.#parse();
  }

  list(): readonly X509Certificate[] {
    return this.#parsed;
  }

  /** Returns the SHA-256 of the certificate. @throws PNP_HUB_CERTIFICATE_INVALID, PNP_HUB_STATE_UNAVAILABLE */
  add(pem: string): string {
    const certificate = parsed(pem);
    if (!certificate.ca) {
      throw hubError('PNP_HUB_CERTIFICATE_INVALID', 'the certificate is no authority', {
        hint: 'use the certificate that signs those of the devices, not one of a device',
      });
    }
    const thumbprint = certificate.fingerprint256.replaceAll(':', '');
    this.#pems.set(thumbprint, certificate.toString());
    this.#parsed = this.#parse();
    return thumbprint;
  }

  /** With or without colons, in any case. @throws PNP_HUB_STATE_UNAVAILABLE */
  remove(thumbprint: string): void {
    this.#pems.delete(thumbprint.replaceAll(':', '').toUpperCase());
    this.#parsed = this.#parse();
  }

  #parse(): readonly X509Certificate[] {
    return [...this.#pems.values()].map((pem) => new X509Certificate(pem));
  }
}

function parsed(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw hubError('PNP_HUB_CERTIFICATE_INVALID', 'the text is no certificate', {
      hint: 'give it as PEM: -----BEGIN CERTIFICATE-----',
      cause,
    });
  }
}
