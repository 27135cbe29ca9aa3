import type { PnpErrorCode } from '@iotpnp/model';
import type { Clock } from '../clock.js';
import type { LogFields, Logger } from '../logger.js';
import type { Middleware } from '../middleware.js';
import type { Counters } from './stats.js';

/** What every part of a session works with. */
export interface SessionContext {
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly middleware: readonly Middleware[];
  /** Aborts when the session closes. */
  readonly signal: AbortSignal;
  readonly counters: Counters;
  /** A fault of something the app produced: a line in the log, and a call of the app's `onProblem`. */
  readonly tell: (level: 'warn' | 'error', message: string, fields: FaultFields) => void;
  /** Whether this is the first time for a key: what would fill the log is told once. */
  readonly first: (key: string) => boolean;
}

/** What a fault is about; the code is one of this package's. */
export interface FaultFields extends LogFields {
  readonly code: PnpErrorCode;
  readonly component?: string | undefined;
  /** What is wrong, in words. */
  readonly error?: string;
  readonly hint?: string;
}

const MOST_KEYS = 1_000;

/** {@link SessionContext.first}; past a thousand keys nothing is new any more, as they may come from outside. */
export function firstTimes(): (key: string) => boolean {
  const keys = new Set<string>();
  return (key) => {
    if (keys.has(key) || keys.size >= MOST_KEYS) return false;
    keys.add(key);
    return true;
  };
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

/** Said once for each member: the back end would say it with every message. */
export function warnWithoutZone(
  { log, first }: SessionContext,
  at: { readonly component: string | undefined } & LogFields,
): void {
  if (!first(JSON.stringify(['zone', at]))) return;
  log.warn('a dateTime without a zone is read as UTC', { code: 'PNP_TIME_WITHOUT_ZONE', ...at });
}
