/** Words that make a name that of a secret: `wifiPassword`, `api_key`, `SharedAccessKey`, `pin`. */
const SECRET =
  /(?:^|_)(?:password|passwd|pwd|passphrase|secret|token|credential|connection_string|pin)s?(?:_|$)|(?:^|_)keys?(?:_?\d+)?$/u;

const MASK = '[redacted]';

/** A value for a log: what stands under the name of a secret is left out, at any depth. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.map(([name, held]) => [name, isSecretName(name) ? MASK : masked(held)]),
  );
}

function isSecretName(name: string): boolean {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/gu, '$1_$2').replaceAll(/[-.\s]/gu, '_');
  return SECRET.test(words.toLowerCase());
}
