import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { importError } from './import-error.js';

/** A module of the user's, run. */
export interface LoadedModule {
  readonly exports: Readonly<Record<string, unknown>>;
  /** The user's source files it was made of, as far as known: to find classes in them for errors. */
  readonly sources: readonly string[];
}

/** TypeScript's own extensions; a `.js` never waits for the bundler to load. */
const TYPESCRIPT = new Set(['.ts', '.mts', '.cts', '.tsx']);

/**
 * Runs a TypeScript or JavaScript module.
 * @throws {PnpError} PNP_MODULE_SYNTAX, PNP_MODULE_IMPORT, PNP_MODULE_THREW, PNP_MODULE_UNREADABLE,
 *   PNP_STANDARD_DECORATORS, each with the place in the source.
 */
export async function loadModule(file: string): Promise<LoadedModule> {
  // `design:type` is kept only where this is there before the first class is evaluated
  await import('reflect-metadata');
  if (TYPESCRIPT.has(path.extname(file))) {
    const { loadTypeScript } = await import('./load-typescript.js');
    return loadTypeScript(file);
  }
  try {
    const exports = (await import(pathToFileURL(file).href)) as LoadedModule['exports'];
    return { exports, sources: [file] };
  } catch (error) {
    throw await importError(error, { file });
  }
}
