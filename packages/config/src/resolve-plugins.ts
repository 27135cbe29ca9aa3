import { isPlugin } from './config-schema.js';
import type { PluginEntry, PluginUse } from './config.types.js';
import { note, type Findings, type Layer } from './layer.js';

/** The plugin that the first layer names, with the options of every layer that names the same. */
export function resolvePlugin(
  key: 'transport' | 'provisioning',
  layers: readonly Layer[],
  found: Findings,
): PluginUse | undefined {
  const named = layers.filter(({ values }) => values[key] !== undefined);
  const [first] = named;
  if (first === undefined) return undefined;
  const { use } = pluginUse(first.values[key]!, first);
  note(found, key, first, keyOfName(first.values[key]!, key));
  const same = named.filter((layer) => pluginUse(layer.values[key]!, layer).use === use);
  const uses = same.map((layer) => ({
    layer,
    written: pluginUse(layer.values[key]!, layer),
    at: key,
  }));
  return { ...pluginUse(first.values[key]!, first), options: merged(uses, key, found) };
}

/** All that are named: what is extended first. One that is named again keeps its place and gets more options. */
export function resolvePlugins(layers: readonly Layer[], found: Findings): readonly PluginUse[] {
  const written = layers.toReversed().flatMap((layer) =>
    (layer.values.plugins ?? []).map((entry, index) => ({
      layer,
      written: pluginUse(entry, layer),
      at: `plugins.${index}`,
      entry,
    })),
  );
  const names = [...new Set(written.map(({ written: { use } }) => use))];
  return names.map((name, index) => {
    const key = `plugins.${index}`;
    // the highest layer first
    const same = written.filter(({ written: { use } }) => use === name).toReversed();
    const [top] = same as [(typeof same)[0], ...typeof same];
    note(found, key, top.layer, keyOfName(top.entry, top.at));
    return { ...top.written, options: merged(same, key, found) };
  });
}

interface Written {
  readonly layer: Layer;
  readonly written: PluginUse;
  /** The key in its layer. */
  readonly at: string;
}

function merged(
  uses: readonly Written[],
  key: string,
  found: Findings,
): Readonly<Record<string, unknown>> {
  const options: Record<string, unknown> = {};
  for (const { layer, written, at } of uses.toReversed()) {
    for (const [option, value] of Object.entries(written.options)) {
      options[option] = value;
      note(found, `${key}.${option}`, layer, `${at}.${option}`);
    }
  }
  return options;
}

function pluginUse(entry: PluginEntry, { base }: Layer): PluginUse {
  if (isPlugin(entry)) return { use: entry.name, options: {}, base, made: entry };
  const { use, ...options } = typeof entry === 'string' ? { use: entry } : entry;
  return { use, options, base };
}

function keyOfName(entry: PluginEntry, key: string): string {
  return typeof entry === 'string' ? key : `${key}.use`;
}
