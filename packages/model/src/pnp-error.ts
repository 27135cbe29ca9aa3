/** Every code is listed in its package's `error-codes.ts` and explained in `docs/errors.md`. */
export type PnpErrorCode = `PNP_${string}`;

/** Where a fault is: what a person opens to mend it. */
export interface Where {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly class?: string | undefined;
  readonly member?: string | undefined;
  readonly key?: string | undefined;
}

/** One fault as plain data: several of them are reported together by {@link PnpError.of}. */
export interface Problem {
  readonly code: PnpErrorCode;
  /** What happened, without the code and without the remedy. */
  readonly message: string;
  /** How to mend it, as an instruction. */
  readonly hint?: string | undefined;
  readonly where?: Where | undefined;
}

export interface PnpErrorOptions extends ErrorOptions {
  readonly hint?: string | undefined;
  readonly where?: Where | undefined;
  /** All the faults found, when this error stands for several. */
  readonly problems?: readonly Problem[] | undefined;
}

/** The one error type a user meets: a code, what happened, where, and how to mend it. */
export class PnpError extends Error {
  override readonly name = 'PnpError';
  readonly code: PnpErrorCode;
  readonly hint: string | undefined;
  readonly where: Where | undefined;
  /** Never empty: this error itself when it is the only fault. */
  readonly problems: readonly Problem[];

  constructor(code: PnpErrorCode, message: string, options: PnpErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.where = options.where;
    this.problems = options.problems ?? [
      { code, message, hint: options.hint, where: options.where },
    ];
  }

  /** One error for all the faults of a model, a config or a command line; `problems` must hold at least one. */
  static of(problems: readonly Problem[], options: ErrorOptions = {}): PnpError {
    const [first] = problems;
    if (first === undefined) throw new TypeError('PnpError.of needs a problem');
    const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
    return new PnpError(first.code, first.message + more, { ...first, ...options, problems });
  }
}
