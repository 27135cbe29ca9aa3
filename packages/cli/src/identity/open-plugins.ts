import { createPlugin, type Env, type PluginUse, type ResolvedConfig } from '@iotpnp/config';
import {
  PnpError,
  type ExtensionPlugin,
  type Logger,
  type MiddlewarePlugin,
  type ProvisioningPlugin,
  type TransportPlugin,
} from '@iotpnp/core';
import { isPnpError } from '../errors/user-error.js';
import { loadModule } from '../load-module/load-module.js';
import { PLUGINS } from './plugins.js';
import { trustingOwnHub } from './trust-own-hub.js';

/** What plugins are made with beside their options. */
export interface PluginSurroundings {
  readonly log: Logger;
  /** The app's folder. */
  readonly appFolder?: string | undefined;
}

export function openTransport(
  { transport, origins }: ResolvedConfig,
  surroundings: PluginSurroundings,
): Promise<TransportPlugin> {
  const kind = 'transport';
  const origin = origins[kind];
  return createPlugin(transport, {
    ...loading(surroundings),
    kind,
    key: kind,
    aliases: PLUGINS[kind],
    origin,
  });
}

/** Middleware and extensions, in the order of the config. All that is wrong with them is told at once. */
export async function openOthers(
  { plugins, origins }: ResolvedConfig,
  surroundings: PluginSurroundings,
): Promise<readonly (MiddlewarePlugin | ExtensionPlugin)[]> {
  const made = plugins.map((use, index) => {
    const key = `plugins.${index}`;
    const kind = ['middleware', 'extension'] as const;
    const context = { ...loading(surroundings), kind, key, aliases: PLUGINS.plugins };
    return createPlugin(use, { ...context, origin: origins[key] });
  });
  return together(...made);
}

function loading({ log, appFolder }: PluginSurroundings) {
  const load = async (file: string): Promise<object> => (await loadModule(file)).exports;
  return { log, appFolder, loadModule: load };
}

/** `config` says where `use` is written; without, the program itself made it. */
export function openProvisioning(
  use: PluginUse,
  { config, env, ...surroundings }: ProvisioningSurroundings,
): Promise<ProvisioningPlugin> {
  const kind = 'provisioning';
  const origin = config?.origins[kind];
  const make = (asked: PluginUse): Promise<ProvisioningPlugin> =>
    createPlugin(asked, {
      ...loading(surroundings),
      kind,
      key: kind,
      aliases: PLUGINS[kind],
      origin,
    });
  return env === undefined ? make(use) : trustingOwnHub(use, make, { env, log: surroundings.log });
}

interface ProvisioningSurroundings extends PluginSurroundings {
  readonly config?: ResolvedConfig;
  /** By which hubs of this user are found on this machine. */
  readonly env?: Env;
}

/** All results; the problems of all that fail in one error. */
export async function together<Results extends readonly unknown[]>(
  ...given: { readonly [K in keyof Results]: Promise<Results[K]> }
): Promise<Results> {
  const settled = await Promise.allSettled(given);
  const errors: unknown[] = settled.flatMap((result) =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  const known = errors.filter(isPnpError);
  if (known.length > 1 && known.length === errors.length) {
    const problems = known.flatMap((error) => error.problems);
    throw PnpError.of(problems, { cause: known[0] });
  }
  return Promise.all(given) as Promise<unknown> as Promise<Results>;
}
