import { PnpError } from '@iotpnp/model';
import { ConnectionError } from '../plugin/connection-error.js';
import { messageOf } from './context.js';

/** The app's own code has thrown, which is not the plugins' fault. */
export function appFailure(error: unknown): PnpError {
  const message = `the app's code failed: ${messageOf(error)}`;
  return new PnpError('PNP_APP_FAILED', message, { cause: error });
}

/** What a plugin rejects with: unless it is coded, nobody knows whether it may be tried again. */
export function pluginFailure(
  { kind, name }: { readonly kind: string; readonly name: string },
  error: unknown,
): Error {
  if (isCoded(error)) return error;
  return new PnpError('PNP_PLUGIN_FAILED', `${kind} ${name} failed: ${messageOf(error)}`, {
    hint: `what may be tried again, ${name} has to reject with a ConnectionError`,
    cause: error,
  });
}

/** What ends a session, with a code. */
export function told(error: unknown): PnpError {
  if (isCoded(error)) return error;
  const message = `a plugin failed: ${messageOf(error)}`;
  return new PnpError('PNP_PLUGIN_FAILED', message, { cause: error });
}

export function unreadable(message: string, cause?: unknown): ConnectionError {
  return new ConnectionError('PNP_TWIN_UNREADABLE', `the twin cannot be read: ${message}`, {
    retry: 'backoff',
    cause,
  });
}

/** By its name: a plugin may bring its own copy of this package. */
function isCoded(error: unknown): error is PnpError {
  return error instanceof Error && error.name === 'PnpError';
}
