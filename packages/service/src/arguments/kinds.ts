/** What an argument has to be. */
export interface Kind {
  /** As in `has to be a text`. */
  readonly what: string;
  readonly fits: (value: unknown) => boolean;
}

/** By name; for the names of options that there are. */
export type Kinds = { readonly [name: string]: Kind };

export const text: Kind = { what: 'a text', fits: (value) => typeof value === 'string' };

export const filled: Kind = {
  what: 'a text that is not empty',
  fits: (value) => typeof value === 'string' && value !== '',
};

export const flag: Kind = { what: 'true or false', fits: (value) => typeof value === 'boolean' };

export const number: Kind = { what: 'a number', fits: (value) => typeof value === 'number' };

export const count: Kind = {
  what: 'a whole number above 0',
  fits: (value) => Number.isSafeInteger(value) && Number(value) > 0,
};

export const date: Kind = { what: 'a Date that is valid', fits: isDate };

export const signal: Kind = {
  what: 'an AbortSignal',
  fits: (value) => value instanceof AbortSignal,
};

export const object: Kind = { what: 'an object', fits: isRecord };

export const texts: Kind = {
  what: 'an object of texts',
  fits: (value) =>
    isRecord(value) && Object.values(value).every((item) => typeof item === 'string'),
};

/** Anything; JSON is checked by itself, with its path. */
export const anything: Kind = { what: 'anything', fits: () => true };

export const body: Kind = {
  what: 'a text or a Uint8Array',
  fits: (value) => typeof value === 'string' || value instanceof Uint8Array,
};

export const startingPoint: Kind = {
  what: "'latest', 'earliest' or a Date that is valid",
  fits: (value) => value === 'latest' || value === 'earliest' || isDate(value),
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Source: IoT Hub, "Authenticate with symmetric key". */
export const key: Kind = {
  what: 'base64 of 16 to 64 bytes',
  fits: (value) => {
    if (typeof value !== 'string' || !BASE64.test(value)) return false;
    const { length } = Buffer.from(value, 'base64');
    return length >= 16 && length <= 64;
  },
};

/** SHA-1 or SHA-256. */
export const thumbprint: Kind = {
  what: '40 or 64 hexadecimal digits',
  fits: (value) => typeof value === 'string' && /^(?:[\da-f]{40}|[\da-f]{64})$/i.test(value),
};

export function oneOf(...names: readonly string[]): Kind {
  return {
    what: `one of ${names.join(', ')}`,
    fits: (value) => (names as readonly unknown[]).includes(value),
  };
}

/** An object with these functions. */
export function having(...functions: readonly string[]): Kind {
  return {
    what: `an object with the functions ${functions.join(' and ')}`,
    fits: (value) => isRecord(value) && functions.every((of) => typeof value[of] === 'function'),
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDate(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
