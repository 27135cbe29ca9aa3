const CONNECTION_STRING = /SharedAccess(?:Key|Signature)\s*=/iu;
/** Base64 of 32 bytes or more, which is how IoT Hub and DPS write keys. */
const KEY = /^[A-Za-z0-9+/]{43,}={0,2}$/u;

/** Whether a text is a connection string or a key: it must not be shown. */
export function looksSecret(text: string): boolean {
  return CONNECTION_STRING.test(text) || KEY.test(text);
}

/** Names a value without showing what may be a secret: short words only. */
export function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') {
    return /^[\w-]{0,20}$/.test(value) ? JSON.stringify(value) : 'another text';
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
