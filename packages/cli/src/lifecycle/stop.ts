/** A request to end the program, made once, whoever makes it. */
export interface Stop {
  /** Aborted when the program is to end. */
  readonly signal: AbortSignal;
  readonly request: () => void;
  /** Closing may take until then: what it waits for has its own time, as a program that was started. */
  readonly hold: (until: Promise<unknown>) => void;
  /** Resolves when nothing holds it any more. */
  readonly released: () => Promise<void>;
}

export function createStop(): Stop {
  const controller = new AbortController();
  const held: Promise<unknown>[] = [];
  return {
    signal: controller.signal,
    request: () => controller.abort(),
    hold: (until) => void held.push(until),
    released: async () => void (await Promise.allSettled(held)),
  };
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
