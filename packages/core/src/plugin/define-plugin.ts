import { silentLogger, type Logger } from '../logger.js';
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

/** What a plugin is made with beside its options. */
export interface PluginContext {
  /** Where the program that makes it logs. */
  readonly log: Logger;
}

/** What a plugin package exports by default: checked options in, a plugin out. */
export interface PluginDefinition<Options = unknown, Made extends Plugin = Plugin> {
  readonly name: string;
  /** The plugin interface it was written for. */
  readonly apiVersion: 1;
  readonly options: StandardSchema<unknown, Options>;
  /** Code that calls this itself may leave out the context: then the plugin logs nothing. */
  create(options: Options, context?: PluginContext): Made | Promise<Made>;
}

/** A definition as its author writes it: the context is always there. */
export interface PluginSource<Options, Made extends Plugin> extends Omit<
  PluginDefinition<Options, Made>,
  'create'
> {
  create(options: Options, context: PluginContext): Made | Promise<Made>;
}

/** Names what a package offers, so that a config can ask for it by name. */
export function definePlugin<Options, Made extends Plugin>(
  source: PluginSource<Options, Made>,
): PluginDefinition<Options, Made> {
  const create = (options: Options, context: PluginContext = { log: silentLogger }) =>
    source.create(options, context);
  return Object.freeze({ ...source, create });
}
