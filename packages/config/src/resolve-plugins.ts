import { isPlugin } from './config-schema.js';
import type { OptionsAlone, PluginEntry, PluginUse } from './config.types.js';
import { note, type Findings, type Layer } from './layer.js';

interface ResolvePluginOptions {
  readonly layers: readonly Layer[];
  readonly found: Findings;
  /** The plugin of options that nobody names one for. */
  readonly byDefault?: string | undefined;
}

/** The plugin that the first layer names, with the options of every layer that names the same. */
export function resolvePlugin(
  key: 'transport' | 'provisioning',
  { layers, found, byDefault }: ResolvePluginOptions,
): PluginUse | undefined {
  const written = layers.flatMap((layer) => {
    const entry = layer.values[key];
    return entry === undefined ? [] : [{ layer, entry, at: key, written: pluginUse(entry, layer) }];
  });
  const first = written.find((each) => each.written.use !== '');
  if (first === undefined) return nameless(written, { key, byDefault }, found);
  note(found, key, first.layer, { keyInLayer: keyOfName(first.entry, key) });
  // options alone are for whatever plugin a lower layer names
  const same = written.filter(
    (each, at) =>
      each.written.use === first.written.use ||
      (each.written.use === '' && at < written.indexOf(first)),
  );
  return { ...first.written, options: merged(same, key, found) };
}

/** Options, and nothing that names their plugin. */
function nameless(
  written: readonly Written[],
  { key, byDefault }: { readonly key: string; readonly byDefault: string | undefined },
  found: Findings,
): PluginUse | undefined {
  const [top] = written;
  if (top === undefined) return undefined;
  if (byDefault !== undefined) {
    found.origins[key] = { kind: 'default' };
    return { use: byDefault, options: merged(written, key, found) };
  }
  const origin = top.layer.origin(key);
  found.unresolved.set(key, {
    code: 'PNP_CONFIG_BAD_VALUE',
    message: `${key} has options, and nothing names the plugin they are for`,
    hint: `write its name in ${key}.use`,
    where: { ...('file' in origin && { file: origin.file }), key },
  });
  return undefined;
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
    note(found, key, top.layer, { keyInLayer: keyOfName(top.entry, top.at) });
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
      note(found, `${key}.${option}`, layer, { keyInLayer: `${at}.${option}`, deep: true });
    }
  }
  return options;
}

/** `use` is empty where only options are written. */
function pluginUse(entry: PluginEntry | OptionsAlone, { base }: Layer): PluginUse {
  if (isPlugin(entry)) return { use: entry.name, options: {}, base, made: entry };
  const { use = '', ...options } = typeof entry === 'string' ? { use: entry } : entry;
  return { use, options, base };
}

function keyOfName(entry: PluginEntry | OptionsAlone, key: string): string {
  return typeof entry === 'string' ? key : `${key}.use`;
}
