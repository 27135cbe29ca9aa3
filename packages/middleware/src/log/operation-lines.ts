import { isReject, type Logger } from '@iotpnp/core';
import { failureFields } from './failure-fields.js';
import { masked } from './masked.js';

/** What became of an operation that did not throw. */
export interface Outcome {
  readonly outcome: string;
  readonly failed?: boolean;
  readonly status?: number;
}

export interface Around<Result> {
  /** What is logged where values are asked for. */
  readonly value: unknown;
  readonly run: () => Promise<Result>;
  readonly outcome: (result: Result) => Outcome;
}

/** Writes one line for each operation, when it has ended. */
export class OperationLines {
  readonly #log: Logger;
  readonly #now: () => number;

  constructor(
    { log, now }: { readonly log: Logger; readonly now: () => number },
    readonly style: { readonly level: 'debug' | 'info'; readonly values: boolean },
  ) {
    this.#log = log;
    this.#now = now;
  }

  /** Runs an operation and logs what became of it; what it rejects with is passed on. */
  async around<Result>(
    kind: string,
    fields: object,
    { value, run, outcome }: Around<Result>,
  ): Promise<Result> {
    const { values, level } = this.style;
    const begun = this.#now();
    const rest = () => ({
      ...(values && { values: masked(value) }),
      durationMs: Math.round((this.#now() - begun) * 1_000) / 1_000,
    });
    try {
      const result = await run();
      const { failed, ...became } = outcome(result);
      this.#log[failed ? 'warn' : level](kind, { ...fields, ...rest(), ...became });
      return result;
    } catch (error) {
      const refused = isReject(error);
      const line = { ...fields, ...rest(), outcome: refused ? 'refused' : 'failed' };
      this.#log[refused ? level : 'warn'](kind, { ...line, ...failureFields(error, values) });
      throw error;
    }
  }
}
