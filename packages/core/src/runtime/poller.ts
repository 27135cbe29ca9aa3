import type { Part } from '../bind/bind.js';
import type { Cancel } from '../clock.js';
import type { TelemetryMember } from '../compile/compiled.js';
import { parseDuration } from '../duration.js';
import { isThenable, messageOf, stackOf, type SessionContext } from './context.js';

/** For a function `every` that fails: compile has judged constants. */
const FALLBACK_MS = 60_000;

type Method = (this: object, context: { signal: AbortSignal }) => unknown;

interface Poll {
  readonly part: Part;
  readonly member: TelemetryMember;
  /** Milliseconds since the epoch. */
  dueMs: number;
  intervalMs: number;
  busy: boolean;
  /** In a row; the first is told, the others counted. */
  failures: number;
}

export interface Sample {
  readonly part: Part;
  readonly member: TelemetryMember;
  readonly value: unknown;
}

export interface PollerOptions {
  readonly record: (samples: readonly Sample[]) => void;
  /** What is said of a member over its own `every`. */
  readonly every: (part: Part, member: TelemetryMember) => TelemetryMember['every'];
}

/**
 * Calls the telemetry methods with `every`. Those due together are awaited together and recorded in
 * one turn; one that is not done when the next of them are due is recorded when it is. None overlaps itself.
 */
export class Poller {
  readonly #polls: Poll[];
  #cancel: Cancel = () => {};
  #settleGroup: () => void = () => {};
  #stopped = false;

  constructor(
    readonly context: SessionContext,
    parts: readonly Part[],
    readonly options: PollerOptions,
  ) {
    this.#polls = parts.flatMap((part) =>
      [...part.compiled.telemetry.values()]
        .filter((member) => member.source === 'polled')
        .map((member) => ({ part, member, dueMs: 0, intervalMs: 0, busy: false, failures: 0 })),
    );
  }

  start(): void {
    if (this.#polls.length > 0) this.#tick();
  }

  /** For good: nothing is called after it. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#settleGroup();
  }

  #tick(): void {
    this.#settleGroup();
    if (this.#stopped) return;
    const now = this.context.clock.now();
    // A clock that was set back must not silence a poll: none is further away than its interval.
    const due = this.#polls.filter(
      (poll) => poll.dueMs <= now || poll.dueMs > now + poll.intervalMs,
    );
    const idle = due.filter((poll) => !poll.busy);
    for (const poll of due) this.#schedule(poll, now);
    if (idle.length > 0) this.#sample(idle);
    if (this.#stopped) return; // by one of the methods called
    const next = Math.min(...this.#polls.map(({ dueMs }) => dueMs));
    this.#cancel = this.context.clock.after(Math.max(0, next - now), () => this.#tick());
  }

  /** In step with the first poll, however late this one was; missed ones are skipped. */
  #schedule(poll: Poll, now: number): void {
    const ms = this.#interval(poll);
    const late = now - poll.dueMs;
    const inStep = poll.intervalMs === ms && late >= 0;
    poll.dueMs = inStep ? poll.dueMs + ms * (Math.floor(late / ms) + 1) : now + ms;
    poll.intervalMs = ms;
  }

  #interval({ part, member }: Poll): number {
    const every = this.options.every(part, member) ?? member.every;
    if (typeof every !== 'function') return parseDuration(every) ?? FALLBACK_MS;
    try {
      const interval = every(part.instance as never);
      const ms = parseDuration(interval);
      if (ms !== undefined) return ms;
      this.#intervalFault(part, member, `every is no duration: ${messageOf(interval)}`);
    } catch (error) {
      this.#intervalFault(part, member, `every failed: ${messageOf(error)}`);
    }
    return FALLBACK_MS;
  }

  #sample(polls: readonly Poll[]): void {
    let settled: Sample[] = [];
    let together = true;
    const release = () => {
      together = false;
      if (settled.length > 0 && !this.context.signal.aborted) this.options.record(settled);
      settled = [];
    };
    const keep = (sample: Sample) => {
      settled.push(sample);
      if (!together) release();
    };
    const pending = polls.flatMap((poll) => this.#call(poll, keep) ?? []);
    if (pending.length === 0) {
      release();
      return;
    }
    this.#settleGroup = release;
    void Promise.all(pending).then(release); // none of them rejects
  }

  /** Undefined when the value was there at once. */
  #call(poll: Poll, keep: (sample: Sample) => void): Promise<void> | undefined {
    const { part, member } = poll;
    const take = (value: unknown) => {
      this.#worked(poll);
      if (value !== undefined) keep({ part, member, value });
    };
    const fail = (error: unknown) => this.#failed(poll, error);
    try {
      const method = (part.instance as Record<string, Method>)[member.key] as Method;
      const value = method.call(part.instance, { signal: this.context.signal });
      if (!isThenable(value)) {
        take(value);
        return undefined;
      }
      poll.busy = true;
      return Promise.resolve(value)
        .then(take, fail)
        .finally(() => {
          poll.busy = false;
        });
    } catch (error) {
      fail(error);
      return undefined;
    }
  }

  #failed(poll: Poll, error: unknown): void {
    const { log, signal } = this.context;
    if (signal.aborted) return;
    const fields = { code: 'PNP_POLL_FAILED', ...nameOf(poll), error: messageOf(error) };
    this.context.counters.samplesSkipped += 1;
    const first = poll.failures++ === 0;
    if (first) log.warn('a poll failed, samples are skipped until it works again', fields);
    log.debug('a poll failed', { ...fields, failures: poll.failures, stack: stackOf(error) });
  }

  #worked(poll: Poll): void {
    const { failures } = poll;
    poll.failures = 0;
    if (failures > 0) this.context.log.info('a poll works again', { ...nameOf(poll), failures });
  }

  #intervalFault({ component }: Part, { name }: TelemetryMember, error: string): void {
    const fields = { code: 'PNP_POLL_FAILED', component, telemetry: name, error };
    this.context.log.warn('an interval cannot be told, polling once a minute', fields);
  }
}

function nameOf({ part, member }: Poll): { component: string | undefined; telemetry: string } {
  return { component: part.component, telemetry: member.name };
}
