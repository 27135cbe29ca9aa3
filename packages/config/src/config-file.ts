import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cosmiconfig, defaultLoaders, type CosmiconfigResult, type Loader } from 'cosmiconfig';
import { PnpError } from '@iotpnp/core';
import { jsonContent } from './json-content.js';
import { unreadable } from './unreadable.js';

/** Runs a module and gives its exports. The `pnp` command hands in one that reads TypeScript on every Node. */
export type LoadModule = (file: string) => Promise<object>;

/** In the order in which one folder is searched. */
export const SEARCH_PLACES: readonly string[] = [
  ...['ts', 'mts', 'js', 'mjs', 'cjs', 'json', 'yaml', 'yml'].map((ext) => `pnp.config.${ext}`),
  '.pnprc',
  ...['json', 'yaml', 'yml'].map((ext) => `.pnprc.${ext}`),
  'package.json',
];

const MODULES = ['.ts', '.mts', '.js', '.mjs', '.cjs'];
const TEXTS = ['noExt', '.yaml', '.yml'] as const;

export interface ConfigFile {
  /** Absolute. */
  readonly file: string;
  readonly content: unknown;
}

export interface ConfigFileOptions {
  readonly cwd: string;
  /** Read this one, instead of searching. */
  readonly file?: string | undefined;
  readonly loadModule?: LoadModule | undefined;
}

/**
 * The config of an app. It is searched from `cwd` upward to the folder of the nearest
 * `package.json`, that one included; where there is none, in `cwd` only: a file left
 * in a home or temporary folder must not configure every program below it.
 */
export async function readConfigFile(options: ConfigFileOptions): Promise<ConfigFile | undefined> {
  const { cwd, loadModule = importModule } = options;
  const explorer = explorerOf(loadModule, inPackage(cwd) ? 'project' : 'none');
  const file = options.file && path.resolve(cwd, options.file);
  if (file && !existsSync(file)) throw notFound(file);
  const found: CosmiconfigResult = await (file ? load(explorer, file) : explorer.search(cwd));
  return found && !found.isEmpty ? { file: found.filepath, content: found.config } : undefined;
}

/** Reads this file and no other. @throws {PnpError} PNP_CONFIG_UNREADABLE */
export async function readExactly(file: string, loadModule: LoadModule): Promise<ConfigFile> {
  const found = await load(explorerOf(loadModule, 'none'), file);
  return { file, content: found?.isEmpty === true ? {} : found?.config };
}

function explorerOf(loadModule: LoadModule, searchStrategy: 'project' | 'none') {
  return cosmiconfig('pnp', {
    searchPlaces: [...SEARCH_PLACES],
    searchStrategy,
    loaders: Object.fromEntries([
      ...MODULES.map((ext) => [ext, wrapped(async (file) => defaultExport(file, loadModule))]),
      ...TEXTS.map((ext) => [ext, wrapped(defaultLoaders[ext])]),
      ['.json', wrapped(jsonContent)],
    ]),
  });
}

async function load(explorer: ReturnType<typeof cosmiconfig>, file: string) {
  try {
    return await explorer.load(file);
  } catch (error) {
    throw unreadable(file, error); // a folder, or a format nothing here reads
  }
}

/** One fault, whatever the format: cosmiconfig would also take an ENOENT of the config's own code for a missing config. */
function wrapped(read: Loader): Loader {
  return async (file, text) => {
    try {
      return (await read(file, text)) as unknown;
    } catch (error) {
      throw unreadable(file, error);
    }
  };
}

async function defaultExport(file: string, loadModule: LoadModule): Promise<unknown> {
  const exported = await loadModule(file);
  if ('default' in exported) return exported.default;
  throw new PnpError('PNP_CONFIG_UNREADABLE', 'the config file has no default export', {
    hint: "write export default defineConfig({ ... }), with defineConfig from '@iotpnp/config'",
    where: { file },
  });
}

/** As Node itself does. */
export async function importModule(file: string): Promise<object> {
  return (await import(pathToFileURL(file).href)) as object;
}

function inPackage(folder: string): boolean {
  if (existsSync(path.join(folder, 'package.json'))) return true;
  const parent = path.dirname(folder);
  return parent !== folder && inPackage(parent);
}

function notFound(file: string): PnpError {
  return new PnpError('PNP_CONFIG_NOT_FOUND', `there is no config file ${path.basename(file)}`, {
    hint: 'correct the path given to --config, or leave it out to have the config searched',
    where: { file },
  });
}
