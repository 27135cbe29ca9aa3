import type { SystemProperties } from '../telemetry-event.js';

/** `$.` keys of the bag, and what IoT Hub's documentation calls them. */
const SYSTEM_KEYS = new Map<string, keyof SystemProperties>([
  ['$.mid', 'messageId'],
  ['$.cid', 'correlationId'],
  ['$.uid', 'userId'],
  ['$.to', 'to'],
  ['$.exp', 'expiryTimeUtc'],
  ['$.ct', 'contentType'],
  ['$.ce', 'contentEncoding'],
  ['$.ifid', 'interfaceId'],
  ['$.sub', 'component'],
  ['$.ctime', 'creationTimeUtc'],
  ['$.on', 'outputName'],
]);

/** The two kinds of properties a telemetry topic carries. */
export interface MessageProperties {
  readonly systemProperties: SystemProperties;
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * Reads the end of a telemetry topic, `%24.ct=application%2Fjson&colour=red`: keys and values are
 * percent-encoded, and a plus is a plus. `undefined` when the encoding is broken.
 */
export function parsePropertyBag(bag: string): MessageProperties | undefined {
  const pairs = parsePairs(bag.replace(/^\?/u, '').replace(/\/$/u, ''));
  if (pairs === undefined) return undefined;
  const system = new Map<string, string>();
  const application = new Map<string, string>();
  for (const [key, value] of pairs) {
    const name = SYSTEM_KEYS.get(key);
    if (name === undefined) application.set(key, value);
    else system.set(name, value);
  }
  return {
    systemProperties: Object.fromEntries(system),
    properties: Object.fromEntries(application),
  };
}

/** Writes pairs as the end of a topic, those without a value left out. */
export function writePropertyBag(
  pairs: readonly (readonly [string, string | undefined])[],
): string {
  return pairs
    .filter(([, value]) => value !== undefined)
    .map(([key, value = '']) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&');
}

/** The pairs of a percent-encoded query, in order; `undefined` when the encoding is broken. */
export function parsePairs(query: string): readonly (readonly [string, string])[] | undefined {
  try {
    return query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const equals = pair.indexOf('=');
        const key = equals === -1 ? pair : pair.slice(0, equals);
        const value = equals === -1 ? '' : pair.slice(equals + 1);
        return [decodeURIComponent(key), decodeURIComponent(value)] as const;
      });
  } catch {
    return undefined;
  }
}
