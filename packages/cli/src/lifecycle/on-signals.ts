import type { Stop } from './stop.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** npm and the terminal both deliver one Ctrl-C: what follows this soon is no second one. */
const SAME_MS = 1_000;

interface Signals {
  on(signal: string, listener: () => void): unknown;
  off(signal: string, listener: () => void): unknown;
}

export interface SignalOptions {
  readonly process: Signals;
  readonly now: () => number;
  /** Called for a signal that comes while the program is already closing. */
  readonly force: () => void;
}

/** Turns the first SIGINT or SIGTERM into a request to stop. Returns how to listen no more. */
export function stopOnSignals(stop: Stop, { process, now, force }: SignalOptions): () => void {
  let first: number | undefined;
  const listener = () => {
    if (first === undefined) {
      first = now();
      stop.request();
    } else if (now() - first >= SAME_MS) force();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}
