import type { Env, PluginUse } from '@iotpnp/config';
import type { Logger, ProvisioningPlugin } from '@iotpnp/core';
import { runningHubs, type RunningHub } from '../local-hub/running-hubs.js';

/** Names by which a hub on this machine may be dialled. */
const LOOPBACK = new Set(['localhost', 'hub.localhost', '127.0.0.1', '127.0.0.2', '[::1]']);

interface Surroundings {
  readonly env: Env;
  readonly log: Logger;
}

/**
 * Makes provisioning; when its hub is one that this user runs on this machine by `pnp hub`, with that
 * hub's authority, which no system knows. An authority that is given stays.
 */
export async function trustingOwnHub(
  use: PluginUse,
  make: (use: PluginUse) => Promise<ProvisioningPlugin>,
  { env, log }: Surroundings,
): Promise<ProvisioningPlugin> {
  const plugin = await make(use);
  const untrusting = plugin.addresses?.find(({ ca }) => ca === undefined);
  if (untrusting === undefined || use.made !== undefined) return plugin;
  const hub = (await runningHubs(env)).find((each) => isAt(each, untrusting.host));
  if (hub === undefined) return plugin;
  await plugin[Symbol.asyncDispose]?.();
  log.info('trusting the hub of this user on this machine', { hub: untrusting.host });
  return make({ ...use, options: { ...use.options, ca: hub.ca } });
}

function isAt({ hostName }: RunningHub, host: string): boolean {
  const written = host.toLowerCase();
  if (written === hostName.toLowerCase()) return true;
  const [name, port] = split(written);
  return LOOPBACK.has(name) && LOOPBACK.has(split(hostName)[0]) && port === split(hostName)[1];
}

function split(host: string): readonly [name: string, port: string] {
  const at = host.lastIndexOf(':');
  return [host.slice(0, at), host.slice(at + 1)];
}
