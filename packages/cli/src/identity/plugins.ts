import type { PluginAliases } from '@iotpnp/config';

/** What is known by a short name without being installed. Loaded when used: Microsoft's SDK takes its time. */
export const PLUGINS: PluginAliases = {
  azure: async () => (await import('@iotpnp/azure')).azure,
  'connection-string': async () => (await import('@iotpnp/azure')).connectionString,
};
