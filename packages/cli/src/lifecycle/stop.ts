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
