const WINDOW_MS = 10_000;
const MAX_TAKEOVERS = 5;

/**
 * Two programs that use one identity throw each other out without end. The gate lets a few
 * takeovers pass, then keeps the connection that is there until the window has gone by.
 */
export class TakeoverGate {
  readonly #recent = new Map<string, number[]>();

  /** Whether a newcomer may take the place of a live connection now. */
  pass(target: string, now: number): boolean {
    const recent = (this.#recent.get(target) ?? []).filter((at) => now - at < WINDOW_MS);
    const allowed = recent.length < MAX_TAKEOVERS;
    if (allowed) recent.push(now);
    this.#recent.set(target, recent);
    return allowed;
  }

  forget(target: string): void {
    this.#recent.delete(target);
  }
}
