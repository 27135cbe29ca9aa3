/** A request to end the program, made once, whoever makes it. */
export interface Stop {
  /** Aborted when the program is to end. */
  readonly signal: AbortSignal;
  readonly request: () => void;
}

export function createStop(): Stop {
  const controller = new AbortController();
  return { signal: controller.signal, request: () => controller.abort() };
}

/** Resolves when the program is to end. */
export function stopped({ signal }: Stop): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

export interface StopTimer {
  /** Whether it was this timer that asked to stop. */
  readonly elapsed: () => boolean;
  readonly clear: () => void;
}

/** Asks to stop when this time is over, if nobody did before. */
export function stopAfter(ms: number | undefined, stop: Stop): StopTimer {
  let elapsed = false;
  const onTimeout = () => {
    elapsed = !stop.signal.aborted;
    stop.request();
  };
  const timer = ms === undefined ? undefined : setTimeout(onTimeout, ms);
  return { elapsed: () => elapsed, clear: () => clearTimeout(timer) };
}
