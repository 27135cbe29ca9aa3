import { inspect } from 'node:util';
import { errorPage, type PageOptions } from './error-page.js';
import { isPnpError, userError } from './user-error.js';

export interface ReportOptions extends PageOptions {
  /** Show the stacks too. */
  readonly verbose: boolean;
}

/** What standard error gets to see of an error, whatever it is. */
export function report(error: unknown, options: ReportOptions): string {
  const known = isPnpError(error)
    ? error
    : userError(error, { code: 'PNP_UNEXPECTED', what: 'the program' });
  const page = errorPage(known.problems, options);
  return options.verbose ? `${page}\n${inspect(known, { colors: options.colour })}\n` : page;
}
