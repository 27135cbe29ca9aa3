import type { Part } from '../bind/bind.js';
import type { TelemetryMember } from '../compile/compiled.js';
import { parseDuration } from '../duration.js';
import type { Cancel } from '../clock.js';
import { messageOf, type SessionContext } from './context.js';

type Method = (this: object, context: { signal: AbortSignal }) => unknown;

interface Poll {
  readonly part: Part;
  readonly member: TelemetryMember;
  /** Milliseconds since the epoch. */
  due: number;
  busy: boolean;
}

export interface Sample {
  readonly part: Part;
  readonly member: TelemetryMember;
  readonly value: unknown;
}

/**
 * Calls the telemetry methods with `every`. Those due together are awaited together and recorded in
 * one turn; one that is not done when the next of them are due is recorded when it is. None overlaps itself.
 */
export class Poller {
  readonly #polls: Poll[];
  #cancel: Cancel = () => {};
  #settleGroup: () => void = () => {};

  constructor(
    readonly context: SessionContext,
    parts: readonly Part[],
    readonly record: (samples: readonly Sample[]) => void,
  ) {
    this.#polls = parts.flatMap((part) =>
      [...part.compiled.telemetry.values()]
        .filter((member) => member.source === 'polled')
        .map((member) => ({ part, member, due: 0, busy: false })),
    );
  }

  start(): void {
    const now = this.context.clock.now();
    for (const poll of this.#polls) poll.due = now;
    this.#tick();
  }

  stop(): void {
    this.#cancel();
    this.#settleGroup();
  }

  #tick(): void {
    this.#settleGroup();
    const now = this.context.clock.now();
    const due = this.#polls.filter((poll) => poll.due <= now);
    const idle = due.filter((poll) => !poll.busy);
    for (const poll of due) poll.due = this.#next(poll, now);
    if (idle.length > 0) this.#sample(idle);
    if (this.#polls.length === 0) return;
    const next = Math.min(...this.#polls.map((poll) => poll.due));
    this.#cancel = this.context.clock.after(Math.max(0, next - now), () => this.#tick());
  }

  /** In step with the first poll, however late this one was; missed ones are skipped. */
  #next({ part, member, due }: Poll, now: number): number {
    const { every } = member;
    const interval = typeof every === 'function' ? every(part.instance as never) : every;
    const ms = parseDuration(interval) ?? 60_000; // compile has judged constants: only a function can be wrong
    return due + ms * (Math.floor((now - due) / ms) + 1);
  }

  #sample(polls: readonly Poll[]): void {
    let settled: Sample[] = [];
    let together = true;
    const release = () => {
      together = false;
      if (settled.length > 0 && !this.context.signal.aborted) this.record(settled);
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
      if (value !== undefined) keep({ part, member, value });
    };
    try {
      const method = (part.instance as Record<string, Method>)[member.key] as Method;
      const value = method.call(part.instance, { signal: this.context.signal });
      if (!(value instanceof Promise)) {
        take(value);
        return undefined;
      }
      poll.busy = true;
      return value
        .then(take, (error: unknown) => this.#skipped(poll, error))
        .finally(() => {
          poll.busy = false;
        });
    } catch (error) {
      this.#skipped(poll, error);
      return undefined;
    }
  }

  #skipped({ part, member }: Poll, error: unknown): void {
    if (this.context.signal.aborted) return;
    const { component } = part;
    const fields = {
      code: 'PNP_POLL_FAILED',
      component,
      telemetry: member.name,
      error: messageOf(error),
    };
    this.context.log.warn('a poll failed, one sample is skipped', fields);
  }
}
