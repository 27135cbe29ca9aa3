import { PnpError, type Plugin, type PluginDefinition, type Where } from '@iotpnp/core';
import type { ConfigKey, Origin, PluginUse } from './config.types.js';
import { optionProblems } from './plugin-options.js';
import { unknownPlugin } from './unknown-plugin.js';

/** The plugins a program brings along, by their short names; a package is loaded only when its plugin is used. */
export type PluginAliases = Readonly<Record<string, () => Promise<PluginDefinition>>>;

export interface CreatePluginOptions<Kind extends Plugin['kind']> {
  readonly kind: Kind;
  readonly aliases: PluginAliases;
  /** The key of the config that names the plugin, and where its value comes from: for errors. */
  readonly key: ConfigKey;
  readonly origin: Origin | undefined;
}

/** @throws {PnpError} PNP_PLUGIN_UNKNOWN, PNP_PLUGIN_KIND, PNP_PLUGIN_BAD_OPTION (one for each option). */
export async function createPlugin<Kind extends Plugin['kind']>(
  { use, options }: PluginUse,
  { kind, aliases, key, origin }: CreatePluginOptions<Kind>,
): Promise<Extract<Plugin, { kind: Kind }>> {
  const where = whereOf(key, origin);
  const load = Object.hasOwn(aliases, use) ? aliases[use] : undefined;
  if (!load) throw PnpError.of([unknownPlugin(use, { kind, names: Object.keys(aliases), where })]);
  const definition = await load();
  const checked = await definition.options['~standard'].validate(options);
  if (checked.issues) {
    throw PnpError.of(optionProblems(checked.issues, definition, { use, key, where }));
  }
  const plugin = await created(definition, checked.value, where);
  if (plugin.kind !== kind) {
    throw new PnpError('PNP_PLUGIN_KIND', `${use} is a ${plugin.kind} plugin`, {
      hint: `name a ${kind} plugin in ${key}`,
      where,
    });
  }
  return plugin as Extract<Plugin, { kind: Kind }>;
}

/** What a plugin finds wrong when it is made lies in its options: where those are written is added. */
async function created(
  definition: PluginDefinition,
  options: unknown,
  place: Where,
): Promise<Plugin> {
  try {
    return await definition.create(options);
  } catch (error) {
    if (!(error instanceof PnpError)) throw error;
    const problems = error.problems.map((problem) => {
      const key = [place.key, problem.where?.key].filter(Boolean).join(': ');
      return { ...problem, where: { ...place, ...problem.where, key } };
    });
    throw PnpError.of(problems, { cause: error });
  }
}

function whereOf(key: ConfigKey, origin: Origin | undefined): Where {
  if (origin?.kind === 'file') return { file: origin.file, key };
  return { key: origin?.kind === 'env' ? origin.name : key };
}
