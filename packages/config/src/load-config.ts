import path from 'node:path';
import { PnpError, type Problem } from '@iotpnp/core';
import { checkLayer } from './check-layer.js';
import type { ConfigKey, Origin, PnpConfig, ResolvedConfig } from './config.types.js';
import { checkPluginNames, type KnownPlugins, type RawLayer } from './check-plugin-names.js';
import { readConfigFile, type ConfigFileOptions } from './config-file.js';
import { pnpEnvLayer, samplesEnvLayer, type Env, type EnvLayer } from './env-layer.js';
import { resolveLayers, type Layer } from './resolve-layers.js';

export interface LoadConfigOptions extends ConfigFileOptions {
  /** What outranks all else: a command line. Paths are relative to `cwd`. */
  readonly overrides?: PnpConfig | undefined;
  /** The environment. Nothing here reads `process.env`. */
  readonly env: Env;
  /** The names that the program knows for each kind of plugin; what is left out is not checked. */
  readonly plugins?: KnownPlugins | undefined;
}

/**
 * Finds, reads and checks the config of an app, and merges it with the environment.
 * @throws {PnpError} with all the faults of all its sources.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<ResolvedConfig> {
  const { cwd, env, overrides = {} } = options;
  const problems: Problem[] = [];
  const raws: RawLayer[] = [];
  const check = (raw: unknown, where: RawLayer['where']) => {
    raws.push({ raw, where });
    return checkLayer(raw, { where }, problems);
  };
  const found = await readConfigFile(options);
  const fromEnv = (layer: EnvLayer): Layer | undefined => {
    const name = (key: string) => layer.names[key as ConfigKey] ?? key;
    const values = check(layer.raw, (key) => ({ key: name(key) }));
    return values && { values, base: cwd, origin: (key) => ({ kind: 'env', name: name(key) }) };
  };
  const fromFile = (): Layer | undefined => {
    if (!found) return undefined;
    const { file, content } = found;
    const where = (key: string) => ({ file, ...(key && { key }) });
    const values = check(content, where);
    const origin: Origin = { kind: 'file', file };
    return values && { values, base: path.dirname(file), origin: () => origin };
  };
  const layers: (Layer | undefined)[] = [
    { values: overrides, base: cwd, origin: () => ({ kind: 'override' }) },
    fromEnv(pnpEnvLayer(env, problems)),
    fromFile(),
    fromEnv(samplesEnvLayer(env)),
  ];
  if (options.plugins) problems.push(...checkPluginNames(raws, options.plugins));
  if (problems.length > 0) throw PnpError.of(problems);
  return resolveLayers(
    layers.filter((layer) => layer !== undefined),
    found?.file,
  );
}
