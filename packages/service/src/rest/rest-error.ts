import { isJsonObject, type JsonObject, type PnpError } from '@iotpnp/model';
import { serviceError, type ServiceErrorCode } from '../error-codes.js';
import type { HttpsAnswer } from './https-request.js';

/** What IoT Hub says of a failure. */
export interface HubFailure {
  readonly status: number;
  /** Its `ErrorCode`, as `DeviceNotFound`; empty when it says none. */
  readonly name: string;
  /** Its number, as 404001, where it says one. */
  readonly number: number | undefined;
  readonly text: string;
}

interface Meaning {
  readonly code: ServiceErrorCode;
  readonly message: (subject: string) => string;
  readonly hint: string;
}

const OFFLINE: Meaning = {
  code: 'PNP_SERVICE_DEVICE_OFFLINE',
  message: (subject) => `${subject} is not connected, or listens to no methods`,
  hint: 'start the device, or let the hub wait for it with a connect timeout',
};
const LATE: Meaning = {
  code: 'PNP_SERVICE_METHOD_TIMEOUT',
  message: (subject) => `${subject} did not answer in time`,
  hint: 'give it more time, or look what the device does',
};
const FULL: Meaning = {
  code: 'PNP_SERVICE_QUEUE_FULL',
  message: (subject) => `too many messages wait for ${subject}`,
  hint: 'send more once it has taken some',
};
const UNKNOWN: Meaning = {
  code: 'PNP_SERVICE_DEVICE_UNKNOWN',
  message: (subject) => `the hub has no ${subject}`,
  hint: 'correct the id, or add it first',
};

const BUSY: Meaning = {
  code: 'PNP_SERVICE_THROTTLED',
  message: () => 'the hub has had too many requests or messages',
  hint: 'send fewer, or add units to the hub',
};

/** By IoT Hub's own numbers. Source: "Troubleshooting IoT Hub error codes". */
const BY_NUMBER: { readonly [number: number]: Meaning } = {
  403002: BUSY,
  404103: OFFLINE,
  504101: LATE,
  403004: FULL,
  404001: UNKNOWN,
  404010: UNKNOWN,
};

const BY_STATUS: { readonly [status: number]: Meaning } = {
  401: {
    code: 'PNP_SERVICE_UNAUTHORIZED',
    message: () => 'the hub refuses the key of the shared access policy',
    hint: 'copy the connection string again; check the clock of this machine',
  },
  403: {
    code: 'PNP_SERVICE_UNAUTHORIZED',
    message: () => 'the shared access policy may not do this',
    hint: 'use the connection string of a policy that may, such as iothubowner',
  },
  404: UNKNOWN,
  409: {
    code: 'PNP_SERVICE_DEVICE_EXISTS',
    message: (subject) => `the hub has ${subject} already`,
    hint: 'choose another id, or remove that one',
  },
  412: {
    code: 'PNP_SERVICE_CHANGED',
    message: (subject) => `${subject} was changed in between`,
    hint: 'read it again, and send the change with the new etag',
  },
  429: BUSY,
};

const FOREIGN: Meaning = {
  code: 'PNP_SERVICE_PROTOCOL',
  message: (subject) => `the answer about ${subject} is none of an IoT Hub`,
  hint: 'check that HostName is the address of an IoT Hub',
};
const REFUSED: Meaning = {
  code: 'PNP_SERVICE_REFUSED',
  message: (subject) => `the hub refuses what was asked of ${subject}`,
  hint: 'correct the request',
};
const FAILED: Meaning = {
  code: 'PNP_SERVICE_UNAVAILABLE',
  message: () => 'the hub failed to serve the request',
  hint: 'try again later',
};

/** The error for an answer that is none of success. `subject` as in `device dev1`. */
export function restError(answer: HttpsAnswer, subject: string): PnpError {
  const failure = failureOf(answer);
  const { status, name, number, text } = failure;
  const { code, message, hint } = meaningOf(failure);
  const words = text === '' ? '' : `: ${text}`;
  const told = [name, number ?? status].filter((part) => part !== '').join(' ');
  return serviceError(code, `${message(subject)}${words} (IoT Hub: ${told})`, {
    hint,
    where: { key: subject },
  });
}

function meaningOf({ status, name, number }: HubFailure): Meaning {
  // any server says 404: only a hub says what it has not
  if (status === 404 && name === '' && number === undefined) return FOREIGN;
  const own = number === undefined ? undefined : BY_NUMBER[number];
  return own ?? BY_STATUS[status] ?? (status < 500 ? REFUSED : FAILED);
}

/** Reads `{"Message":"ErrorCode:DeviceNotFound;text"}`, and the JSON that methods have as `Message`. */
function failureOf({ status, text }: HttpsAnswer): HubFailure {
  const body = parsed(text);
  const said = isJsonObject(body) ? (body['Message'] ?? body['message'] ?? '') : '';
  const message = typeof said === 'string' ? said : '';
  // of methods it is JSON within JSON; a provisioning service has it bare
  const detail = [parsed(message), body].filter(isJsonObject).find(hasNumber);
  if (detail !== undefined) {
    const { errorCode: number, message: words } = detail;
    return { status, name: '', number, text: oneLine(typeof words === 'string' ? words : '') };
  }
  const [, name = '', rest = message] = /^ErrorCode:([A-Za-z]+);?([^]*)$/.exec(message) ?? [];
  const [digits] = /\b[45]\d{5}\b/.exec(rest) ?? [];
  const number = digits === undefined ? undefined : Number(digits);
  return { status, name, number, text: oneLine(rest) };
}

function hasNumber(json: JsonObject): json is JsonObject & { readonly errorCode: number } {
  return typeof json['errorCode'] === 'number';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON: a proxy's page, or plain words
  }
}

/** Short, and without what IoT Hub adds for its own support; a token that was echoed is no reading. */
function oneLine(text: string): string {
  const line = text
    .replaceAll(/SharedAccessSignature \S+/g, '[redacted]')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 300)}...` : line;
}
