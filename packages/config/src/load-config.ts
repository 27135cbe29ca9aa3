import { PnpError, type Problem } from '@iotpnp/core';
import { checkLayer } from './check-layer.js';
import { checkPluginNames, type KnownPlugins, type RawLayer } from './check-plugin-names.js';
import { importModule, readConfigFile, type ConfigFileOptions } from './config-file.js';
import type { PnpConfig, ResolvedConfig } from './config.types.js';
import { pnpEnvLayer, samplesEnvLayer, type Env, type EnvLayer } from './env-layer.js';
import { withExtended } from './extends.js';
import { fileLayers } from './file-layers.js';
import type { Layer } from './layer.js';
import { resolveLayers } from './resolve-layers.js';

export interface LoadConfigOptions extends ConfigFileOptions {
  /** What outranks all else: a command line. Paths are relative to `cwd`. */
  readonly overrides?: PnpConfig | undefined;
  /** The environment. Nothing here reads `process.env`. */
  readonly env: Env;
  /** The profile that counts; default: `PNP_PROFILE` of the environment, or none. */
  readonly profile?: string | undefined;
  /** Values whose references lead nowhere stay as they are written; for tools that show a config. */
  readonly allowUnresolved?: boolean | undefined;
  /** The names that the program knows for each kind of plugin; what is left out is not checked. */
  readonly plugins?: KnownPlugins | undefined;
}

/**
 * Finds, reads and checks the config of an app with all that it extends, and merges it with the environment.
 * @throws {PnpError} with all the faults of all its sources.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<ResolvedConfig> {
  const { cwd, env, overrides = {}, loadModule = importModule } = options;
  const profile = options.profile ?? (env['PNP_PROFILE'] || undefined);
  const problems: Problem[] = [];
  const raws: RawLayer[] = [];
  const found = await readConfigFile(options);
  const files = found === undefined ? [] : await withExtended(found, loadModule, problems);
  const fromEnv = (layer: EnvLayer): Layer[] => {
    const name = (key: string) => layer.names[key] ?? layer.names[key.split('.')[0] ?? ''] ?? key;
    const where = (key: string) => ({ key: name(key) });
    raws.push({ raw: layer.raw, where });
    const values = checkLayer(layer.raw, { where }, problems);
    return values
      ? [{ values, base: cwd, origin: (key) => ({ kind: 'env', name: name(key) }) }]
      : [];
  };
  const layers: readonly Layer[] = [
    { values: overrides, base: cwd, origin: () => ({ kind: 'override' }) },
    ...fromEnv(pnpEnvLayer(env, problems)),
    ...fileLayers(files, { env, profile, problems, raws }),
    ...unlessSet(fromEnv(samplesEnvLayer(env)), raws),
  ];
  if (options.plugins) problems.push(...checkPluginNames(raws, options.plugins));
  const resolved = resolveLayers(layers, { file: found?.file, profile });
  if (options.allowUnresolved !== true) problems.push(...resolved.unresolved.values());
  if (problems.length > 0) throw PnpError.of(problems);
  return resolved;
}

/**
 * What the samples' variables say of provisioning counts when nothing else says anything of it, or
 * names the same without more.
 */
function unlessSet(samples: readonly Layer[], raws: readonly RawLayer[]): readonly Layer[] {
  const others = raws.slice(0, -1).flatMap(({ raw }) => provisioningOf(raw) ?? []);
  const same = samples.some(({ values }) =>
    others.every((other) => other === nameOf(values.provisioning)),
  );
  return others.length === 0 || same ? samples : [];
}

function provisioningOf(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null || !('provisioning' in raw)) return undefined;
  return raw.provisioning === undefined ? undefined : nameOf(raw.provisioning);
}

function nameOf(entry: unknown): string {
  if (typeof entry === 'object' && entry !== null && 'use' in entry) return String(entry.use);
  return String(entry);
}
