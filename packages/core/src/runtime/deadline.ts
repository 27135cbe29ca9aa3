import type { Clock } from '../clock.js';
import { ConnectionError } from '../plugin/connection-error.js';

export interface DeadlineOptions {
  readonly clock: Clock;
  readonly afterMs: number;
  /** What did not happen in time, for the error. */
  readonly what: string;
  /** Ends the work early, with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Runs `work` with a signal that aborts at the deadline, and no longer waits for it then.
 * @throws {ConnectionError} `PNP_DEADLINE` when the deadline comes first.
 */
export async function withDeadline<T>(
  options: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { clock, afterMs, what, signal: outer } = options;
  const controller = new AbortController();
  let cancel = () => {};
  let unhook = () => {};
  const ended = new Promise<never>((_, reject) => {
    const end = (reason: unknown) => {
      reject(reason);
      controller.abort(reason);
    };
    const onAbort = () => end(outer?.reason);
    cancel = clock.after(afterMs, () => end(late(what, afterMs)));
    if (outer?.aborted) onAbort();
    outer?.addEventListener('abort', onAbort, { once: true });
    unhook = () => outer?.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([ended, work(controller.signal)]);
  } finally {
    cancel();
    unhook();
  }
}

function late(what: string, afterMs: number): ConnectionError {
  return new ConnectionError('PNP_DEADLINE', `${what} took longer than ${afterMs / 1000} s`, {
    retry: 'backoff',
  });
}
