import { PnpError } from '@iotpnp/core';
import { cliError, type CliErrorCode } from '../error-codes.js';
import { userFrame } from './user-frame.js';

const PLACED = 'correct the code at this place; --verbose shows the whole stack';
const UNPLACED = 'run it again with --verbose to see the whole stack';

/** What code of the user's was doing when it threw. */
export interface Doing {
  readonly code: CliErrorCode;
  /** As in `the constructor of Pump`. */
  readonly what: string;
  /** The file to name when the exception itself tells none. */
  readonly file?: string | undefined;
}

/** Runs code of the user's; what it throws becomes a coded error with the user's file and line. */
export async function userCode<T>(doing: Doing, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw userError(error, doing);
  }
}

export function userError(error: unknown, { code, what, file }: Doing): PnpError {
  const where = userFrame(error) ?? (file === undefined ? undefined : { file });
  if (isPnpError(error)) return error.where?.file ? error : placed(error, where);
  const thrown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return cliError(code, `${what} threw ${thrown}`, {
    hint: where ? PLACED : UNPLACED,
    where,
    cause: error,
  });
}

/** By shape: the user's code may bring another copy of the package. */
export function isPnpError(error: unknown): error is PnpError {
  return error instanceof Error && error.name === 'PnpError' && 'problems' in error;
}

/** The same error, its problems placed where they say nothing of it themselves. */
export function placed(error: PnpError, where: PnpError['where']): PnpError {
  const problems = error.problems.map((problem) => ({
    ...problem,
    where: { ...where, ...problem.where },
  }));
  return PnpError.of(problems, { cause: error });
}
