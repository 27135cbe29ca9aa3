import type { LogFields, Logger } from '@iotpnp/core';
import type { Logger as Pino } from 'pino';

/** The framework's logger over pino. */
export function fromPino(pino: Pino): Logger {
  return {
    debug: (message, fields) => pino.debug(plain(fields), message),
    info: (message, fields) => pino.info(plain(fields), message),
    warn: (message, fields) => pino.warn(plain(fields), message),
    error: (message, fields) => pino.error(plain(fields), message),
    child: (fields) => fromPino(pino.child(plain(fields))),
  };
}

/** Errors as what a reader needs of them: an Error has no JSON of its own. */
function plain(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? told(value) : value,
    ]),
  );
}

function told(error: Error): Record<string, unknown> {
  const { code, hint } = error as { code?: unknown; hint?: unknown };
  return {
    ...(code !== undefined && { code }),
    message: error.message,
    ...(hint !== undefined && { hint }),
  };
}
