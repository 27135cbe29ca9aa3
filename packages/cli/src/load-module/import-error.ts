import type { PnpError } from '@iotpnp/core';
import { isPnpError, userError } from '../errors/user-error.js';
import { cliError } from '../error-codes.js';
import { importPlace } from './import-place.js';
import { usingError } from './using-error.js';

export interface ImportContext {
  readonly file: string;
  /** Which files import which package. */
  readonly imports?: ReadonlyMap<string, readonly string[]>;
  /** The user's source files, as far as known. */
  readonly sources?: readonly string[];
}

const NO_PACKAGE = /^Cannot find (?:package|module) '([^']+)'/;
const NAMED_EXPORT = /^Named export '([^']+)' not found/;
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
      return noExport(specifier, name ?? NAMED_EXPORT.exec(error.message)?.[1], { context, error });
    }
    if (error instanceof SyntaxError) return syntaxError(error, context);
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
      where: importPlace({ specifier }, importers(specifier, context)),
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
    where: importPlace({ specifier, name }, importers(specifier, context)),
    cause: error,
  });
}

/** Node does not tell where: the bundler's parser does, loaded only now that something is wrong. */
async function syntaxError(error: SyntaxError, context: ImportContext): Promise<PnpError> {
  const { file, sources = [file] } = context;
  const { findSyntaxErrors } = await import('./find-syntax-errors.js');
  const found = (await findSyntaxErrors(file)) ?? usingError(error, sources);
  if (found) return found;
  return cliError('PNP_MODULE_SYNTAX', error.message, {
    hint: 'correct the syntax',
    where: { file },
    cause: error,
  });
}

/** Node names the package only; the import may be of a part of it. */
function importers(specifier: string, { file, imports }: ImportContext): readonly string[] {
  const isIt = (id: string) => id === specifier || id.startsWith(`${specifier}/`);
  const files = [...(imports ?? [])].flatMap(([id, importing]) => (isIt(id) ? importing : []));
  return files.length > 0 ? files : [file];
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
