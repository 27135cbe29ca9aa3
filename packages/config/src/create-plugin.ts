import {
  PnpError,
  silentLogger,
  type Logger,
  type Plugin,
  type PluginContext,
  type Where,
} from '@iotpnp/core';
import type { ConfigKey, Origin, PluginUse } from './config.types.js';
import type { LoadModule } from './config-file.js';
import { loadPlugin, type LoadedPlugin, type PluginAliases } from './load-plugin.js';
import { optionProblems } from './plugin-options.js';

export interface CreatePluginOptions<Kind extends Plugin['kind']> {
  /** The kind that is wanted, or several that will do. */
  readonly kind: Kind | readonly Kind[];
  readonly aliases: PluginAliases;
  /** The key of the config that names the plugin, and where its value comes from: for errors. */
  readonly key: ConfigKey;
  readonly origin: Origin | undefined;
  /** The app's folder, where packages are looked for too. */
  readonly appFolder?: string | undefined;
  readonly loadModule?: LoadModule | undefined;
  /** Where the plugin logs. Default: nowhere. */
  readonly log?: Logger | undefined;
}

/**
 * Makes the plugin that a config names.
 * @throws {PnpError} PNP_PLUGIN_UNKNOWN, PNP_PLUGIN_KIND, PNP_PLUGIN_BAD_OPTION (one for each option),
 *   PNP_PLUGIN_LOAD_FAILED, PNP_PLUGIN_INVALID, PNP_PLUGIN_INTERFACE
 */
export async function createPlugin<Kind extends Plugin['kind']>(
  { use, options, base, made }: PluginUse,
  given: CreatePluginOptions<Kind>,
): Promise<Extract<Plugin, { kind: Kind }>> {
  const { kind, aliases, key, origin, appFolder, loadModule, log = silentLogger } = given;
  const where = whereOf(key, origin);
  const kinds: readonly Kind[] = typeof kind === 'string' ? [kind] : kind;
  if (made !== undefined) return ofKind(made, kinds, { use, key, where });
  const context = { kind: kinds.join(' or '), aliases, where, appFolder, loadModule };
  const loaded = await loadPlugin({ use, base }, context);
  const { definition } = loaded;
  const checked = await definition.options['~standard'].validate(options);
  if (checked.issues) {
    throw PnpError.of(optionProblems(checked.issues, definition, { use, key, where }));
  }
  const making = { options: checked.value, where, context: { log: log.child({ plugin: use }) } };
  return ofKind(await created(loaded, making), kinds, { use, key, where });
}

function ofKind<Kind extends Plugin['kind']>(
  plugin: Plugin,
  kinds: readonly Kind[],
  { use, key, where }: { readonly use: string; readonly key: ConfigKey; readonly where: Where },
): Extract<Plugin, { kind: Kind }> {
  if ((kinds as readonly string[]).includes(plugin.kind)) {
    return plugin as Extract<Plugin, { kind: Kind }>;
  }
  throw new PnpError('PNP_PLUGIN_KIND', `${use} is a ${plugin.kind} plugin`, {
    hint: `name a ${kinds.join(' or ')} plugin in ${key}; ${HOME[plugin.kind]}`,
    where,
  });
}

/** Where plugins of each kind belong. */
const HOME: Readonly<Record<Plugin['kind'], string>> = {
  transport: 'this one belongs in transport',
  provisioning: 'this one belongs in provisioning',
  middleware: 'this one belongs in plugins',
  extension: 'this one belongs in plugins',
};

interface Making {
  /** Checked. */
  readonly options: unknown;
  readonly where: Where;
  readonly context: PluginContext;
}

/** What a plugin finds wrong when it is made lies in its options: where those are written is added. */
async function created(
  { definition, source }: LoadedPlugin,
  { options, where: place, context }: Making,
): Promise<Plugin> {
  try {
    return await definition.create(options, context);
  } catch (error) {
    if (!(error instanceof PnpError)) {
      const why = error instanceof Error ? error.message : String(error);
      throw new PnpError(
        'PNP_PLUGIN_LOAD_FAILED',
        `plugin ${source} failed when it was made: ${why}`,
        {
          hint: `correct ${source}, or its options`,
          where: place,
          cause: error,
        },
      );
    }
    const problems = error.problems.map((problem) => {
      const key = [place.key, problem.where?.key].filter(Boolean).join(': ');
      return { ...problem, where: { ...place, ...problem.where, key } };
    });
    throw PnpError.of(problems, { cause: error });
  }
}

function whereOf(key: ConfigKey, origin: Origin | undefined): Where {
  if (origin !== undefined && 'file' in origin) return { file: origin.file, key };
  return { key: origin?.kind === 'env' ? origin.name : key };
}
