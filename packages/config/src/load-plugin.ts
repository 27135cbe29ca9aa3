import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PnpError, type PluginDefinition, type Where } from '@iotpnp/core';
import { importModule, type LoadModule } from './config-file.js';
import type { PluginUse } from './config.types.js';
import { resolveModule } from './resolve-module.js';
import { unknownPlugin } from './unknown-plugin.js';

/** The plugins a program brings along, by their short names; a package is loaded only when its plugin is used. */
export type PluginAliases = Readonly<Record<string, () => Promise<PluginDefinition>>>;

/** What a plugin is written for: `apiVersion` of its definition. */
const API_VERSION: number = 1;

export interface LoadPluginContext {
  readonly kind: string;
  readonly aliases: PluginAliases;
  readonly where: Where;
  /** The app's folder, where a package is looked for that the naming config cannot see. */
  readonly appFolder?: string | undefined;
  readonly loadModule?: LoadModule | undefined;
}

/** A plugin's definition, and what it came out of. */
export interface LoadedPlugin {
  readonly definition: PluginDefinition;
  /** `@acme/deadband 1.2.0` or the file: for errors and lists. */
  readonly source: string;
  /** Of the package it is in. */
  readonly version?: string | undefined;
}

/**
 * The definition that a config names by alias, package or path.
 * @throws {PnpError} PNP_PLUGIN_UNKNOWN, PNP_PLUGIN_LOAD_FAILED, PNP_PLUGIN_INVALID, PNP_PLUGIN_INTERFACE
 */
export async function loadPlugin(
  { use, base }: Pick<PluginUse, 'use' | 'base'>,
  context: LoadPluginContext,
): Promise<LoadedPlugin> {
  const { aliases, kind, where, loadModule = importModule } = context;
  const alias = Object.hasOwn(aliases, use) ? aliases[use] : undefined;
  if (alias) {
    const definition = await loading(alias, { source: use, where });
    return { definition, source: use };
  }
  const folders = [base, context.appFolder].filter((folder) => folder !== undefined);
  const [file] = folders.flatMap((folder) => resolveModule(use, folder) ?? []);
  if (file === undefined) {
    throw PnpError.of([unknownPlugin(use, { kind, names: Object.keys(aliases), where })]);
  }
  const from = sourceOf(use, file);
  const exported = await loading(() => loadModule(file), { source: from.source, where });
  return { definition: checked(exported, { source: from.source, where }), ...from };
}

interface LoadingContext {
  readonly source: string;
  readonly where: Where;
}

async function loading<Loaded>(
  load: () => Promise<Loaded>,
  { source, where }: LoadingContext,
): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    throw new PnpError(
      'PNP_PLUGIN_LOAD_FAILED',
      `plugin ${source} cannot be loaded: ${firstLine(error)}`,
      {
        hint: missingModule(error) ?? `correct ${source}, or use another version of it`,
        where,
        cause: error,
      },
    );
  }
}

function checked(exported: object, { source, where }: LoadingContext): PluginDefinition {
  const given: unknown = 'default' in exported ? exported.default : undefined;
  if (!isDefinition(given)) {
    throw new PnpError('PNP_PLUGIN_INVALID', `${source} exports no plugin by default`, {
      hint: 'export default definePlugin({ name, apiVersion: 1, options, create })',
      where,
    });
  }
  if (given.apiVersion === API_VERSION) return given;
  const wanted = String(given.apiVersion);
  throw new PnpError(
    'PNP_PLUGIN_INTERFACE',
    `plugin ${source} is written for version ${wanted} of the plugin interface; this is ${API_VERSION}`,
    {
      hint:
        Number(wanted) > API_VERSION ? 'update @iotpnp/core and what uses it' : `update ${source}`,
      where,
    },
  );
}

function isDefinition(value: unknown): value is PluginDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { name, apiVersion, options, create } = value as Readonly<Record<string, unknown>>;
  const isSchema = typeof options === 'object' && options !== null && '~standard' in options;
  return (
    typeof name === 'string' &&
    typeof apiVersion === 'number' &&
    isSchema &&
    typeof create === 'function'
  );
}

/** A package by its name and version, anything else by its file. */
function sourceOf(
  use: string,
  file: string,
): { readonly source: string; readonly version?: string } {
  if (use.startsWith('.') || path.isAbsolute(use)) return { source: file };
  const version = versionAbove(path.dirname(file));
  return version === undefined ? { source: use } : { source: `${use} ${version}`, version };
}

function versionAbove(folder: string): string | undefined {
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) {
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: string };
    if (version !== undefined) return version;
  }
  const parent = path.dirname(folder);
  return parent === folder ? undefined : versionAbove(parent);
}

/** What to install, when a plugin asks for a package that is not there. */
function missingModule(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  // whoever loads modules may have put words of its own around Node's
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND')
    return missingModule(error.cause);
  const name = /Cannot find (?:package|module) '([^']+)'/u.exec(firstLine(error))?.[1];
  return name === undefined || path.isAbsolute(name)
    ? undefined
    : `install what it needs: npm install ${name}`;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
