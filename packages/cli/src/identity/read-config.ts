import { loadConfig, type Env, type PnpConfig, type ResolvedConfig } from '@iotpnp/config';
import { loadModule } from '../load-module/load-module.js';
import { knownPlugins } from './plugins.js';

/** The options by which every command finds its config. */
export interface ConfigFlags {
  readonly config?: string;
  readonly profile?: string;
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Env;
}

export interface ReadConfigOptions extends ConfigFlags {
  /** Provisioning is the embedded hub, whatever the config says. */
  readonly local?: boolean | undefined;
  readonly overrides?: PnpConfig | undefined;
  /** For showing a config: see `loadConfig`. */
  readonly allowUnresolved?: boolean | undefined;
}

/** The config that counts for a command. @throws {PnpError} with all the faults of all its sources. */
export function readConfig(
  { config, profile, local = false, overrides, allowUnresolved }: ReadConfigOptions,
  { cwd, env }: Surroundings,
): Promise<ResolvedConfig> {
  return loadConfig({
    cwd,
    env,
    file: config,
    profile,
    // what the config says of provisioning does not count then, nor what it refers to
    overrides: local ? { ...overrides, provisioning: 'local' } : overrides,
    allowUnresolved,
    plugins: knownPlugins({ local }),
    loadModule: async (file) => (await loadModule(file)).exports,
  });
}
