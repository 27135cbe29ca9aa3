import { readFileSync } from 'node:fs';
import type { PnpError, Where } from '@iotpnp/core';
import { isPnpError, userError } from '../errors/user-error.js';
import { cliError } from '../error-codes.js';

export interface ImportContext {
  readonly file: string;
  /** Which file imports which package. */
  readonly imports?: ReadonlyMap<string, string>;
}

const NO_PACKAGE = /^Cannot find (?:package|module) '([^']+)'/;
const NO_EXPORT =
  /requested module '([^']+)' (?:does not provide an export named '([^']+)'|is a CommonJS module)/;

/** What went wrong when Node imported a module of the user's. */
export async function importError(error: unknown, context: ImportContext): Promise<PnpError> {
  const { file } = context;
  if (error instanceof Error && !isPnpError(error)) {
    const missing = NO_PACKAGE.exec(error.message)?.[1];
    if (missing !== undefined && isNotFound(error)) return notFound(missing, context, error);
    const [, specifier, name] = NO_EXPORT.exec(error.message) ?? [];
    if (error instanceof SyntaxError && specifier) {
      return noExport(specifier, name, { context, error });
    }
    if (error instanceof SyntaxError) return syntaxError(error, file);
  }
  return userError(error, { code: 'PNP_MODULE_THREW', what: 'the module', file });
}

function isNotFound(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

function notFound(specifier: string, context: ImportContext, cause: Error): PnpError {
  const isPath = /^[./\\]|^[a-z]:/i.test(specifier);
  return cliError(
    'PNP_MODULE_IMPORT',
    `cannot find ${isPath ? 'module' : 'package'} '${specifier}'`,
    {
      hint: isPath ? 'correct the path of the import' : `npm install ${packageOf(specifier)}`,
      where: importPlace(specifier, context),
      cause,
    },
  );
}

function noExport(
  specifier: string,
  name: string | undefined,
  { context, error }: { context: ImportContext; error: Error },
): PnpError {
  const what = name ? `has no export '${name}'` : 'is CommonJS and lacks a named export';
  return cliError('PNP_MODULE_IMPORT', `'${specifier}' ${what}`, {
    hint: 'correct the name; if it is a type, write import type',
    where: importPlace(specifier, context),
    cause: error,
  });
}

/** Node does not tell where: the bundler's parser does, loaded only now that something is wrong. */
async function syntaxError(error: SyntaxError, file: string): Promise<PnpError> {
  const { findSyntaxErrors } = await import('./find-syntax-errors.js');
  const found = await findSyntaxErrors(file);
  if (found) return found;
  return cliError('PNP_MODULE_SYNTAX', error.message, {
    hint: 'correct the syntax',
    where: { file },
    cause: error,
  });
}

/** Node names the package only; the import may be of a part of it. */
function importPlace(specifier: string, { file, imports }: ImportContext): Where {
  const isIt = (id: string) => id === specifier || id.startsWith(`${specifier}/`);
  const importer = [...(imports ?? [])].find(([id]) => isIt(id))?.[1] ?? file;
  const lines = readFileSync(importer, 'utf8').split('\n');
  const written = ["'", '"'].flatMap((quote) => [
    `${quote}${specifier}${quote}`,
    `${quote}${specifier}/`,
  ]);
  const column = (line: string) => Math.max(...written.map((text) => line.indexOf(text))) + 1;
  const index = lines.findIndex((line) => column(line) > 0);
  if (index < 0) return { file: importer };
  return { file: importer, line: index + 1, column: column(lines[index]!) };
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
