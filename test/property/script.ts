import { Reject, type DesiredContext } from '@iotpnp/core';
import { planAt, type Plan, type Verdict } from './plan.js';

/** Work that waits for the test to end it. */
export interface Pending {
  readonly key: string;
  readonly call: number;
  readonly end: (verdict: Verdict) => void;
}

/** The author's code of a device: does what was planned, and keeps what it was asked. */
export class Script {
  /** The values each property's code was called with, in order. */
  readonly calls = new Map<string, unknown[]>();
  readonly pending = new Set<Pending>();
  /** While true the device sets values itself: its setters take them all. */
  local = false;

  constructor(readonly plans: readonly Plan[]) {}

  /** A setter. */
  set(key: string, value: unknown, store: () => void): void {
    if (this.local) store();
    else if (this.#judged(key, value) === 'accept') store();
  }

  /** A handler that is done when it returns. */
  handle(key: string, value: unknown, { ack }: DesiredContext): void {
    const call = this.calls.get(key)?.length ?? 0;
    if (planAt(this.plans, key, call).interim) void ack(202, 'working');
    this.#judged(key, value);
  }

  /** A handler that takes its time. */
  async work(key: string, value: unknown, { signal, ack }: DesiredContext): Promise<void> {
    const call = this.#record(key, value);
    const { interim, obeys } = planAt(this.plans, key, call);
    if (interim) await ack(202, 'working');
    await new Promise<void>((resolve, reject) => {
      const pending: Pending = {
        key,
        call,
        end: (verdict) => {
          this.pending.delete(pending);
          const error = refusal(verdict);
          if (error) reject(error);
          else resolve();
        },
      };
      this.pending.add(pending);
      const giveUp = () => {
        this.pending.delete(pending);
        reject(signal.reason as Error);
      };
      if (obeys && signal.aborted) giveUp();
      else if (obeys) signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  #judged(key: string, value: unknown): Verdict {
    const { verdict } = planAt(this.plans, key, this.#record(key, value));
    const error = refusal(verdict);
    if (error) throw error;
    return verdict;
  }

  #record(key: string, value: unknown): number {
    const calls = this.calls.get(key) ?? [];
    this.calls.set(key, calls);
    return calls.push(structuredClone(value)) - 1; // as it is now: it may be edited in place later
  }
}

function refusal(verdict: Verdict): Error | undefined {
  if (verdict === 'reject') return new Reject('refused');
  return verdict === 'throw' ? new RangeError('broken') : undefined;
}
