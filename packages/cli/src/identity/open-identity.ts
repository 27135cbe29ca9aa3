import path from 'node:path';
import type { Env, ResolvedConfig } from '@iotpnp/config';
import type { Logger, ProvisioningPlugin, TransportPlugin } from '@iotpnp/core';
import { defaultDataFolder } from './data-folder.js';
import { defaultDeviceId } from './device-id.js';
import type { IdentitySource } from './identity-source.js';
import { openLocalDevice, type OpenLocalDevice } from './local-device.js';
import { openProvisioning, openTransport, together } from './open-plugins.js';

export interface LocalHubOptions {
  readonly port: number | undefined;
  /** The hub's data folder. */
  readonly data: string | undefined;
  readonly deviceId: string | undefined;
}

export interface OpenIdentityOptions extends LocalHubOptions {
  readonly config: ResolvedConfig;
  readonly device: { readonly file: string; readonly type: { readonly name: string } };
  readonly cwd: string;
  readonly env: Env;
  readonly log: Logger;
  /** Finds a device of the embedded hub; default: a hub is started in this process. */
  readonly openLocal?: OpenLocalDevice | undefined;
}

/** The plugins of a device, with the embedded hub behind them where one was started; disposal closes that hub. */
export interface Identity extends AsyncDisposable {
  readonly transport: TransportPlugin;
  readonly provisioning: ProvisioningPlugin;
}

export async function openIdentity(
  source: IdentitySource,
  options: OpenIdentityOptions,
): Promise<Identity> {
  const { config, log, device } = options;
  const surroundings = { log, appFolder: path.dirname(device.file) };
  if (source.kind === 'local-hub') {
    const transport = await openTransport(config, surroundings);
    return { transport, ...(await openLocalHub(source.unasked, options)) };
  }
  const [transport, provisioning] = await together(
    openTransport(config, surroundings),
    openProvisioning(source.use, { ...surroundings, config, env: options.env }),
  );
  return { transport, provisioning, [Symbol.asyncDispose]: async () => {} };
}

async function openLocalHub(
  unasked: boolean,
  options: OpenIdentityOptions,
): Promise<Omit<Identity, 'transport'>> {
  const { device, log, port, openLocal = openLocalDevice } = options;
  if (unasked) log.info('nothing says which device this is: using the embedded hub');
  const data = options.data ?? defaultDataFolder(device.file);
  const deviceId = options.deviceId ?? defaultDeviceId(device.type.name);
  const local = await openLocal({ port, data, deviceId }, options);
  const close = async () => local[Symbol.asyncDispose]();
  try {
    const { connectionString, ca } = local;
    const use = { use: 'connection-string', options: { connectionString, ca } };
    const provisioning = await openProvisioning(use, { log });
    return { provisioning, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
