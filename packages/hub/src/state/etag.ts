import { randomBytes, randomInt } from 'node:crypto';

/** A new entity tag, as IoT Hub writes them: base64 of 8 bytes, without quotation marks. */
export function newEtag(): string {
  return randomBytes(8).toString('base64');
}

/** The entity tag of a version of something that counts them. */
export function etagOf(version: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(version));
  return bytes.toString('base64');
}

/** Tells an identity from an earlier one of the same name: 18 digits. */
export function newGenerationId(): string {
  const [high, low] = [randomInt(100_000_000, 1_000_000_000), randomInt(1_000_000_000)];
  return `${high}${String(low).padStart(9, '0')}`;
}
