import path from 'node:path';
import { loadPlugin, redacted, type PluginUse, type ResolvedConfig } from '@iotpnp/config';
import { shownPath } from '../errors/shown-path.js';
import { together } from '../identity/open-plugins.js';
import { PLUGINS } from '../identity/plugins.js';
import { readConfig, type ConfigFlags } from '../identity/read-config.js';
import { loadModule } from '../load-module/load-module.js';
import { print, type CommandContext } from './command-context.js';
import { table } from './config.js';

export interface PluginsFlags extends ConfigFlags {
  readonly json?: boolean;
}

interface ListedPlugin {
  readonly key: string;
  readonly use: string;
  readonly name: string;
  /** The package with its version, or the file. */
  readonly source: string;
  readonly version: string | undefined;
  /** Each option the plugin knows, with its value or nothing. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Lists the plugins that the config names: what they came out of, and their options. Nothing is started. */
export async function plugins(flags: PluginsFlags, context: CommandContext): Promise<void> {
  const config = await readConfig(flags, context);
  const listed = await together(...usesOf(config).map((use) => listedPlugin(use, config)));
  if (flags.json === true) {
    print(context, JSON.stringify(listed));
    return;
  }
  for (const { key, use, source, version, options } of listed) {
    const from = path.isAbsolute(source) ? shownPath(source, context.cwd) : source;
    print(context, `${key}: ${version === undefined && from !== use ? `${use} (${from})` : from}`);
    const rows = Object.entries(options).map(([name, value]) => [
      name,
      value === undefined ? '(not set)' : JSON.stringify(value),
    ]);
    for (const line of table(rows)) print(context, line);
  }
}

type Use = PluginUse & { readonly key: string; readonly kind: keyof typeof PLUGINS };

function usesOf({ transport, provisioning, plugins: others }: ResolvedConfig): readonly Use[] {
  return [
    { ...transport, key: 'transport', kind: 'transport' },
    ...(provisioning === undefined || provisioning.use === 'local'
      ? []
      : [{ ...provisioning, key: 'provisioning', kind: 'provisioning' } as const]),
    ...others.map((use, at) => ({ ...use, key: `plugins.${at}`, kind: 'plugins' }) as const),
  ];
}

async function listedPlugin(use: Use, config: ResolvedConfig): Promise<ListedPlugin> {
  const { key, kind, made } = use;
  const given = redacted(key, use.options) as Readonly<Record<string, unknown>>;
  if (made !== undefined) {
    const { name } = made;
    return {
      key,
      use: use.use,
      name,
      source: 'made in the config',
      version: undefined,
      options: given,
    };
  }
  const origin = config.origins[key];
  const file = origin !== undefined && 'file' in origin ? origin.file : undefined;
  const { definition, source, version } = await loadPlugin(use, {
    kind,
    aliases: PLUGINS[kind],
    where: { ...(file !== undefined && { file }), key },
    appFolder: config.device && path.dirname(config.device.file),
    loadModule: async (name) => (await loadModule(name)).exports,
  });
  const known = Object.fromEntries(
    optionNames(definition.options).map((name) => [name, undefined]),
  );
  return {
    key,
    use: use.use,
    name: definition.name,
    source,
    version,
    options: { ...known, ...given },
  };
}

/** As far as the schema tells: an object's of zod does. */
function optionNames(schema: object): readonly string[] {
  const { shape } = schema as { readonly shape?: object };
  return shape === undefined ? [] : Object.keys(shape);
}
