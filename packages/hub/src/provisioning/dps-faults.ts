import type { DpsFaults } from './dps.js';
import { errorAnswerOf, type DpsAnswer } from './dps-error.js';

/** The faults of the provisioning service, as it takes them. */
export class RunningDpsFaults implements DpsFaults {
  #polls = 1;
  #retryAfterSeconds = 1;
  readonly #answers: { readonly status: number; readonly retryAfterSeconds?: number }[] = [];
  readonly #failing = new Map<string, number>();

  get polls(): number {
    return this.#polls;
  }

  get retryAfterSeconds(): number {
    return this.#retryAfterSeconds;
  }

  pace({ polls, retryAfterSeconds }: Parameters<DpsFaults['pace']>[0]): void {
    this.#polls = polls ?? this.#polls;
    this.#retryAfterSeconds = retryAfterSeconds ?? this.#retryAfterSeconds;
  }

  throttle(count: number, retryAfterSeconds = 1): void {
    for (let left = count; left > 0; left -= 1) {
      this.#answers.push({ status: 429, retryAfterSeconds });
    }
  }

  refuse(status: number, count = 1): void {
    for (let left = count; left > 0; left -= 1) this.#answers.push({ status });
  }

  fail(registrationId: string, count = 1): void {
    this.#failing.set(registrationId.toLowerCase(), count);
  }

  /** The answer to the next request in place of the right one. */
  takeAnswer(now: number): DpsAnswer | undefined {
    const next = this.#answers.shift();
    if (next === undefined) return undefined;
    const { status, retryAfterSeconds } = next;
    const error = { status, errorCode: status * 1000 + 1, message: 'refused, as a fault' };
    const answer = errorAnswerOf(error, now);
    return retryAfterSeconds === undefined ? answer : { ...answer, retryAfterSeconds };
  }

  /** Whether this registration is to fail. */
  takeFailure(registrationId: string): boolean {
    const left = this.#failing.get(registrationId.toLowerCase()) ?? 0;
    if (left > 1) this.#failing.set(registrationId.toLowerCase(), left - 1);
    else this.#failing.delete(registrationId.toLowerCase());
    return left > 0;
  }
}
