import { cliError } from '../error-codes.js';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads `--primary-key`, which no error shows. Source: IoT Hub, "Authenticate with symmetric key". */
export function deviceKey(text: string): string {
  const { length } = Buffer.from(text, 'base64');
  if (BASE64.test(text) && length >= 16 && length <= 64) return text;
  throw cliError('PNP_BAD_OPTION', '--primary-key is no key of a device', {
    hint: 'write base64 of 16 to 64 bytes, as openssl rand -base64 32 makes it, or leave it out to have one made',
    where: { key: '--primary-key' },
  });
}

/** Reads `--x509-thumbprint`, which may be given twice: SHA-1 or SHA-256, with colons as openssl prints it, or without. */
export function thumbprint(text: string, before: readonly string[] = []): string[] {
  const digits = text.replaceAll(':', '');
  if (/^(?:[\da-f]{40}|[\da-f]{64})$/i.test(digits)) return [...before, digits];
  throw cliError('PNP_BAD_OPTION', `--x509-thumbprint is none: ${JSON.stringify(text)}`, {
    hint: 'write 40 or 64 hex digits, as openssl x509 -noout -fingerprint -sha256 -in device.pem prints them',
    where: { key: '--x509-thumbprint' },
  });
}
