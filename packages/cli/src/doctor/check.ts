/** What one check has found. */
export interface Finding {
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was looked at: `Node`, `config`, `hub localhost:8883`. */
  readonly what: string;
  readonly message: string;
  /** How to mend it; absent when all is well. */
  readonly remedy?: string | undefined;
}

export function ok(what: string, message: string): Finding {
  return { status: 'ok', what, message };
}

export function warn(what: string, message: string, remedy: string): Finding {
  return { status: 'warn', what, message, remedy };
}

export function fail(what: string, message: string, remedy: string | undefined): Finding {
  return { status: 'fail', what, message, remedy };
}
