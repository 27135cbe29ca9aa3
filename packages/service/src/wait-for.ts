import { reasonOf, type ServiceClock } from './clock.js';

export interface WaitOptions {
  readonly clock: ServiceClock;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** What it is rejected with when the time is over. */
  readonly late: () => Error;
}

type Settle<T> = (value: T) => void;

/**
 * A promise for something that is told by events. `begin` starts it and returns how to clean up, which is
 * done once, whatever it ends with. @throws the signal's reason, or what `late` makes
 */
export function waitFor<T>(
  { clock, signal, timeoutMs, late }: WaitOptions,
  begin: (resolve: Settle<T>, reject: Settle<Error>) => () => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(reasonOf(signal));
      return;
    }
    let settled = false;
    let cleanUp: (() => unknown) | undefined;
    const settle = (act: () => void): void => {
      if (settled) return;
      settled = true;
      cancel();
      signal?.removeEventListener('abort', onAbort);
      act();
      cleanUp?.();
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const onAbort = (): void => {
      if (signal !== undefined) fail(reasonOf(signal));
    };
    const cancel = clock.after(timeoutMs, () => fail(late()));
    signal?.addEventListener('abort', onAbort, { once: true });
    cleanUp = begin((value) => settle(() => resolve(value)), fail);
    // it may have settled before there was anything to clean up
    if (settled) cleanUp();
  });
}
