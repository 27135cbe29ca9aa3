import { PnpError, type PnpErrorCode, type PnpErrorOptions } from '@iotpnp/model';

/**
 * What the session does about a connection that failed: try again soon (`backoff`), ask provisioning
 * for the hub again (`reprovision`), or wait long, as the hub refuses these credentials (`refused`).
 */
export type Retry = 'backoff' | 'reprovision' | 'refused';

export interface ConnectionErrorOptions extends PnpErrorOptions {
  readonly retry: Retry;
  /** Not sooner than this many milliseconds from now: the hub asked for it. */
  readonly retryAfterMs?: number | undefined;
}

/** A failure to reach a hub or to stay connected, classified by the plugin that met it. */
export class ConnectionError extends PnpError {
  readonly retry: Retry;
  readonly retryAfterMs: number | undefined;

  constructor(code: PnpErrorCode, message: string, options: ConnectionErrorOptions) {
    super(code, message, options);
    this.retry = options.retry;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether an error is one to retry. By shape, not by class: a plugin may bring its own copy of this package. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return error instanceof Error && error.name === 'PnpError' && 'retry' in error;
}
