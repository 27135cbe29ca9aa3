import { createHmac } from 'node:crypto';

interface TokenOptions {
  /** As it goes into the token: encoded, or not. */
  readonly sr: string;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A SAS token as a device makes it. */
export function sasToken({ sr, key, expiresAt }: TokenOptions): string {
  const se = Math.floor(expiresAt / 1000);
  const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(`${sr}\n${se}`).digest();
  const signature = encodeURIComponent(sig.toString('base64'));
  return `SharedAccessSignature sr=${sr}&sig=${signature}&se=${se}`;
}
