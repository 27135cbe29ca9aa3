import type { Middleware } from '../middleware.js';
import type { ExtensionPlugin } from './extension.js';
import type { ProvisioningPlugin } from './provisioning.js';
import type { StandardSchema } from './standard-schema.js';
import type { TransportPlugin } from './transport.js';

/** Middleware as a plugin, made once per host. */
export interface MiddlewarePlugin extends Middleware, Partial<AsyncDisposable> {
  readonly kind: 'middleware';
  readonly name: string;
  readonly apiVersion: 1;
}

export type Plugin = TransportPlugin | ProvisioningPlugin | MiddlewarePlugin | ExtensionPlugin;

/** What a plugin package exports by default: checked options in, a plugin out. */
export interface PluginDefinition<Options = unknown, Made extends Plugin = Plugin> {
  readonly name: string;
  /** The plugin interface it was written for. */
  readonly apiVersion: 1;
  readonly options: StandardSchema<unknown, Options>;
  create(options: Options): Made | Promise<Made>;
}

/** Names what a package offers, so that a config can ask for it by name. */
export function definePlugin<Options, Made extends Plugin>(
  definition: PluginDefinition<Options, Made>,
): PluginDefinition<Options, Made> {
  return Object.freeze({ ...definition });
}
