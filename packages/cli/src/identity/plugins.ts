import type { KnownPlugins, PluginAliases } from '@iotpnp/config';

/** What is known by a short name without being installed. Loaded when used: Microsoft's SDK takes its time. */
export const PLUGINS = {
  transport: {
    azure: async () => (await import('@iotpnp/azure')).azure,
  },
  provisioning: {
    'connection-string': async () => (await import('@iotpnp/azure')).connectionString,
    edge: async () => (await import('@iotpnp/azure')).edge,
    dps: async () => (await import('@iotpnp/azure')).dps,
  },
  plugins: {
    log: async () => (await import('@iotpnp/middleware/log')).default,
    redact: async () => (await import('@iotpnp/middleware/redact')).default,
    opentelemetry: async () => (await import('@iotpnp/middleware/opentelemetry')).default,
  },
} satisfies Record<string, PluginAliases>;

/** What a config may name. `local` is no plugin: the command itself starts the embedded hub. */
export function knownPlugins({ local }: { local: boolean }): KnownPlugins {
  const transport = Object.keys(PLUGINS.transport);
  // nobody reads what the config says of provisioning when --local says it all
  if (local) return { transport };
  return { transport, provisioning: [...Object.keys(PLUGINS.provisioning), 'local'] };
}
