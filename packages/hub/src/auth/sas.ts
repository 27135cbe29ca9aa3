import { createHmac, timingSafeEqual } from 'node:crypto';

/** A SAS token taken apart. The signature never leaves this file's callers. */
export interface SasToken {
  /** The resource as it stands in the token: the signature is over this text. */
  readonly signedResource: string;
  /** The resource percent-decoded. */
  readonly resource: string;
  readonly signature: Buffer;
  /** Seconds since 1970, as it stands in the token. */
  readonly signedExpiry: string;
  readonly expiresAt: number;
  /** The shared access policy, when it is not a device's own token. */
  readonly policy?: string;
}

const PREFIX = 'SharedAccessSignature ';

/** Reads `SharedAccessSignature sr=...&sig=...&se=...`, the fields in any order. */
export function parseSasToken(text: string): SasToken | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const fields = new Map<string, string>();
  for (const pair of text.slice(PREFIX.length).split('&')) {
    const equals = pair.indexOf('=');
    fields.set(pair.slice(0, equals).trim(), pair.slice(equals + 1));
  }
  const signedResource = fields.get('sr');
  const resource = decoded(signedResource);
  const signature = decoded(fields.get('sig'));
  const signedExpiry = fields.get('se');
  const policy = decoded(fields.get('skn'));
  if (signedResource === undefined || resource === undefined || signature === undefined) {
    return undefined;
  }
  if (signedExpiry === undefined || !/^\d{1,12}$/u.test(signedExpiry)) return undefined;
  return {
    signedResource,
    resource,
    signature: Buffer.from(signature, 'base64'),
    signedExpiry,
    expiresAt: Number(signedExpiry) * 1000,
    ...(policy === undefined || policy === '' ? {} : { policy }),
  };
}

/** Whether the token was signed with this base64 key; takes the same time either way. */
export function isSignedWith(token: SasToken, key: string): boolean {
  const expected = createHmac('sha256', Buffer.from(key, 'base64'))
    .update(`${token.signedResource}\n${token.signedExpiry}`)
    .digest();
  return token.signature.length === expected.length && timingSafeEqual(token.signature, expected);
}

function decoded(field: string | undefined): string | undefined {
  try {
    return field === undefined ? undefined : decodeURIComponent(field);
  } catch {
    return undefined;
  }
}
