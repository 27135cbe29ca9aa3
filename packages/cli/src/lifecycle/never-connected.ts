import type { LogFields, Logger, PnpError } from '@iotpnp/core';
import { cliError } from '../error-codes.js';

export interface LastWarning {
  /** To be used in place of the logger it was made of. */
  readonly log: Logger;
  /** The fields of the latest warning that has a code. */
  readonly fields: () => LogFields | undefined;
}

/** What a session warned of last is why it is not connected: it tries on, and rejects with nothing. */
export function rememberWarnings(log: Logger): LastWarning {
  let latest: LogFields | undefined;
  const remembering = (inner: Logger): Logger => ({
    debug: (message, fields) => inner.debug(message, fields),
    info: (message, fields) => inner.info(message, fields),
    warn: (message, fields) => {
      if (fields?.['code'] !== undefined) latest = fields;
      inner.warn(message, fields);
    },
    error: (message, fields) => inner.error(message, fields),
    child: (fields) => remembering(inner.child(fields)),
  });
  return { log: remembering(log), fields: () => latest };
}

/** `--duration` was over, and there was no connection in all that time. */
export function neverConnected({ fields }: LastWarning, cause: unknown): PnpError {
  const { error, hint } = fields() ?? {};
  const reason = typeof error === 'string' ? `: ${error}` : '';
  const remedy = typeof hint === 'string' ? `${hint}\n` : '';
  return cliError('PNP_NEVER_CONNECTED', `not connected within --duration${reason}`, {
    hint: `${remedy}--connect-timeout gives up sooner, a longer --duration later`,
    where: { key: '--duration' },
    cause,
  });
}
