import { stripVTControlCharacters } from 'node:util';
import { PnpError, type Problem, type Where } from '@iotpnp/core';
import { isPnpError } from '../errors/user-error.js';
import { cliError } from '../error-codes.js';

/** One finding of the bundler's, as far as it is read here. */
interface Diagnostic {
  readonly code?: string;
  readonly message: string;
  readonly id?: string;
  /** Columns are counted from zero. */
  readonly loc?: { readonly line: number; readonly column: number; readonly file?: string };
  readonly cause?: unknown;
}

/** All that the bundler found wrong with the user's files. */
export function diagnosticError(error: unknown, entry: string): PnpError {
  if (isPnpError(error)) return error;
  const found = (error as { errors?: unknown }).errors;
  const diagnostics = Array.isArray(found) ? (found as Diagnostic[]) : [];
  const thrown =
    diagnostics.map(({ cause }) => cause).find(isPnpError) ?? diagnostics.find(isPnpError);
  if (isPnpError(thrown)) return thrown;
  if (diagnostics.length > 0) {
    const problems = diagnostics.map((diagnostic) => problemOf(diagnostic, entry));
    return PnpError.of(problems, { cause: error });
  }
  return cliError('PNP_MODULE_UNREADABLE', firstLine((error as Error).message), {
    hint: 'check the file and its tsconfig.json',
    where: { file: entry },
    cause: error,
  });
}

function problemOf({ code, message, loc, id }: Diagnostic, entry: string): Problem {
  const file = loc?.file ?? id ?? entry;
  const where: Where = loc ? { file, line: loc.line, column: loc.column + 1 } : { file };
  const text = firstLine(message);
  if (code === 'UNRESOLVED_IMPORT') {
    const hint = 'correct the path; it is relative to the file it stands in';
    return { code: 'PNP_MODULE_IMPORT', message: text.replace(/ in .*$/, ''), hint, where };
  }
  if (code === 'PARSE_ERROR') {
    return { code: 'PNP_MODULE_SYNTAX', message: text, hint: 'correct the marked place', where };
  }
  return {
    code: 'PNP_MODULE_UNREADABLE',
    message: text,
    hint: 'check the file and its tsconfig.json',
    where,
  };
}

/** Without the code in brackets, the colours and the frame: those are ours to draw. */
function firstLine(message: string): string {
  const text = stripVTControlCharacters(message).trim();
  return (text.split('\n')[0] ?? text).replace(/^\[\w+\] /, '');
}
