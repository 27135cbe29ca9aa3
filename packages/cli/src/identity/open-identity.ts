import path from 'node:path';
import { createPlugin, type ResolvedConfig } from '@iotpnp/config';
import type { Logger, ProvisioningPlugin } from '@iotpnp/core';
import { shownPath } from '../errors/shown-path.js';
import { isPnpError, placed } from '../errors/user-error.js';
import { defaultDataFolder } from './data-folder.js';
import { defaultDeviceId } from './device-id.js';
import { logHubEvents } from './hub-log.js';
import type { IdentitySource } from './identity-source.js';
import { PLUGINS } from './plugins.js';

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
  readonly log: Logger;
}

/** A provisioning plugin, with the embedded hub behind it where one was started; disposal closes that hub. */
export interface Identity extends AsyncDisposable {
  readonly provisioning: ProvisioningPlugin;
}

const kind = 'provisioning';

export async function openIdentity(
  source: IdentitySource,
  options: OpenIdentityOptions,
): Promise<Identity> {
  if (source.kind === 'local-hub') return openLocalHub(source.unasked, options);
  const origin = options.config.origins.provisioning;
  const context = { kind, key: kind, aliases: PLUGINS, origin } as const;
  return {
    provisioning: await createPlugin(source.use, context),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function openLocalHub(unasked: boolean, options: OpenIdentityOptions): Promise<Identity> {
  const { device, cwd, log, port, data } = options;
  if (unasked) log.info('nothing says which device this is: using the embedded hub');
  const { startHub } = await import('@iotpnp/hub');
  const dataDir = data === undefined ? defaultDataFolder(device.file) : path.resolve(cwd, data);
  const hub = await startHub({ port, dataDir }).catch((error: unknown) => {
    throw isPnpError(error) ? placed(error, { key: 'the embedded hub' }) : error;
  });
  const events = logHubEvents(hub, log);
  const close = async () => {
    await hub.close();
    await events;
  };
  try {
    log.info('embedded hub listening', { hub: hub.hostName, data: shownPath(dataDir, cwd) });
    const deviceId = options.deviceId ?? defaultDeviceId(device.type.name);
    await hub.addDevice(deviceId);
    const use = {
      use: 'connection-string',
      options: { connectionString: hub.connectionString(deviceId), ca: hub.ca },
    };
    const context = { kind, key: kind, aliases: PLUGINS, origin: undefined } as const;
    const provisioning = await createPlugin(use, context);
    return { provisioning, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
