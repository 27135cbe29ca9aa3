/** Time as the hub sees it. Injected, so that tests need no sleeping. */
export interface HubClock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Calls `run` once after `delayMs`. What it returns cancels that; calling it twice is harmless. */
  after(delayMs: number, run: () => void): () => void;
}

/** A longer delay overflows Node's timer, which would then fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. Tokens may live for years: such delays are waited for in pieces. */
export const systemHubClock: HubClock = {
  now: () => Date.now(),
  after(delayMs, run) {
    if (delayMs > LONGEST_TIMER_MS) return inPieces(delayMs, run);
    const timer = setTimeout(run, Math.max(0, delayMs));
    return () => clearTimeout(timer);
  },
};

function inPieces(delayMs: number, run: () => void): () => void {
  const due = Date.now() + delayMs;
  let cancel: () => void;
  const arm = (): void => {
    cancel = systemHubClock.after(Math.min(due - Date.now(), LONGEST_TIMER_MS), () =>
      Date.now() < due ? arm() : run(),
    );
  };
  arm();
  return () => cancel();
}
