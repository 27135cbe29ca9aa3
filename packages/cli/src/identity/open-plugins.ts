import { createPlugin, type PluginUse, type ResolvedConfig } from '@iotpnp/config';
import { PnpError, type ProvisioningPlugin, type TransportPlugin } from '@iotpnp/core';
import { isPnpError } from '../errors/user-error.js';
import { PLUGINS } from './plugins.js';

export function openTransport({ transport, origins }: ResolvedConfig): Promise<TransportPlugin> {
  const kind = 'transport';
  const context = { kind, key: kind, aliases: PLUGINS[kind], origin: origins[kind] } as const;
  return createPlugin(transport, context);
}

/** `config` says where `use` is written; without, the program itself made it. */
export function openProvisioning(
  use: PluginUse,
  config?: ResolvedConfig,
): Promise<ProvisioningPlugin> {
  const kind = 'provisioning';
  const origin = config?.origins[kind];
  return createPlugin(use, { kind, key: kind, aliases: PLUGINS[kind], origin });
}

/** Both results; the problems of both in one error where both fail. */
export async function together<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const results = await Promise.allSettled([first, second]);
  const errors: unknown[] = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  const [one, other] = errors;
  if (isPnpError(one) && isPnpError(other)) {
    throw PnpError.of([...one.problems, ...other.problems], { cause: one });
  }
  return Promise.all([first, second]);
}
