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

/** The hub refuses texts above 4 KB; what is said about a fault stays well below. */
const LONGEST_MESSAGE = 1_000;

/** The message of anything thrown, cut where it is too long to send; never a stack, and never a throw of its own. */
export function messageOf(error: unknown): string {
  try {
    const said: unknown = error instanceof Error ? error.message : error;
    const message = String(said);
    return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE)}...`;
  } catch {
    return 'something that has no text was thrown';
  }
}

/** Where something was thrown, for the debug log: its stack, as far as it has one. */
export function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}

/** Whether something is to be awaited: a promise of this realm, of another, or anything with `then`. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
