import { ConnectionError, isConnectionError, PnpError } from '@iotpnp/core';
import { reasonOf, REFUSED, UNAVAILABLE, UNTRUSTED } from '../sdk-words.js';

/** A failure to connect, told apart by what the client's message says: its error classes do not (any first failure is "unauthorized" there). */
export function connectFailure(error: unknown, hub: string): ConnectionError {
  const reason = reasonOf(error);
  if (UNAVAILABLE.test(reason)) {
    return new ConnectionError('PNP_HUB_UNAVAILABLE', `${hub} is not available now`, {
      retry: 'backoff',
      cause: error,
    });
  }
  if (REFUSED.test(reason)) {
    return new ConnectionError('PNP_HUB_REFUSED', `${hub} refuses this device: ${reason}`, {
      retry: 'refused',
      hint: 'the device is unknown or disabled, its key is another one, or the clock of this machine is wrong',
      cause: error,
    });
  }
  if (UNTRUSTED.test(reason)) {
    return new ConnectionError('PNP_HUB_UNTRUSTED', `${hub} cannot be trusted: ${reason}`, {
      retry: 'backoff',
      hint: "give the certificate of the hub's authority as ca, in a config ca: '${file:./ca.pem}', or to the program by NODE_EXTRA_CA_CERTS; and use a host name that its certificate has",
      cause: error,
    });
  }
  return new ConnectionError('PNP_HUB_UNREACHABLE', `${hub} cannot be reached: ${reason}`, {
    retry: 'backoff',
    hint: 'check the host name, the network, and that nothing between closes the port (8883 unless given)',
    cause: error,
  });
}

/** A connection that stood and has ended. */
export function disconnected(error: unknown, hub: string): ConnectionError {
  const reason = error === undefined ? 'the connection has ended' : reasonOf(error);
  return new ConnectionError('PNP_HUB_DISCONNECTED', `${hub}: ${reason}`, {
    retry: 'backoff',
    cause: error,
  });
}

/** Errors that are about what was to be sent, not about the connection: the client's own, and JavaScript's. */
const OF_THE_CONTENT = new Set([
  'MessageTooLargeError',
  'FormatError',
  'ArgumentError',
  'TypeError',
  'RangeError',
  'URIError',
  'SyntaxError',
]);

/** A message that was not taken: the connection's fault unless its error says it is the message's own. */
export function sendFailure(error: unknown, hub: string): PnpError {
  if (isConnectionError(error)) return error;
  if (!(error instanceof Error) || !OF_THE_CONTENT.has(error.name)) return disconnected(error, hub);
  return new PnpError('PNP_MESSAGE_REFUSED', reasonOf(error), { cause: error });
}

/** A twin request that was answered with `status`. */
export function twinFailure(status: number, error: unknown): PnpError {
  const message = `the hub answers ${status}: ${reasonOf(error)}`;
  if (status === 429 || status >= 500) {
    return new ConnectionError('PNP_HUB_THROTTLED', message, { retry: 'backoff', cause: error });
  }
  if (status === 401 || status === 403) {
    return new ConnectionError('PNP_HUB_REFUSED', message, { retry: 'refused', cause: error });
  }
  return new PnpError('PNP_TWIN_REFUSED', message, { cause: error });
}

/** A request about a file that the hub did not grant. The client keeps the status of some answers only; an error of the network has a code. */
export function uploadFailure(error: unknown, hub: string): PnpError {
  if (isConnectionError(error)) return error;
  const { response, responseBody, code } = error as HttpFailure;
  if (response === undefined && code !== undefined) return connectFailure(error, hub);
  const status = response?.statusCode;
  const reason = [status, reasonIn(responseBody) ?? reasonOf(error)].filter(Boolean).join(' ');
  const message = `${hub} refuses the upload: ${reason}`;
  if (status !== undefined && (status === 429 || status >= 500)) {
    return new ConnectionError('PNP_HUB_THROTTLED', message, { retry: 'backoff' });
  }
  const hint = 'connect a storage account to the hub, or see what the hub says of it';
  return new PnpError('PNP_UPLOAD_REFUSED', message, { hint }); // the client's error holds the request, with its token
}

/** A file that did not get to its place. */
export function storageFailure(error: unknown): PnpError {
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  const said = statusCode === undefined ? undefined : `${statusCode} ${code ?? ''}`.trim();
  const message = `the storage did not take the file: ${said ?? reasonOf(error)}`;
  return new PnpError('PNP_STORAGE_FAILED', message); // the client's error holds the address, with its secret
}

interface HttpFailure {
  readonly code?: string;
  readonly response?: { readonly statusCode?: number };
  readonly responseBody?: string;
}

/** `{"Message":"ErrorCode:...;text"}`, as the hub says it. */
function reasonIn(body: string | undefined): string | undefined {
  try {
    const { Message } = JSON.parse(body ?? '') as { Message?: unknown };
    return typeof Message === 'string' ? Message : undefined;
  } catch {
    return undefined;
  }
}
