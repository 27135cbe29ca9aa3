import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { Middleware } from '../middleware.js';

/** What every part of a session works with. */
export interface SessionContext {
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly middleware: readonly Middleware[];
  /** Aborts when the session closes. */
  readonly signal: AbortSignal;
}

/** The message of anything thrown; never a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
