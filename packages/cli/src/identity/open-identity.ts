import path from 'node:path';
import type { ResolvedConfig } from '@iotpnp/config';
import { PnpError, type Logger, type ProvisioningPlugin, type TransportPlugin } from '@iotpnp/core';
import { shownPath } from '../errors/shown-path.js';
import { isPnpError, placed } from '../errors/user-error.js';
import { defaultDataFolder } from './data-folder.js';
import { defaultDeviceId } from './device-id.js';
import { logHubEvents } from './hub-log.js';
import type { IdentitySource } from './identity-source.js';
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
  readonly log: Logger;
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
    openProvisioning(source.use, { ...surroundings, config }),
  );
  return { transport, provisioning, [Symbol.asyncDispose]: async () => {} };
}

async function openLocalHub(
  unasked: boolean,
  options: OpenIdentityOptions,
): Promise<Omit<Identity, 'transport'>> {
  const { device, cwd, log, port, data } = options;
  if (unasked) log.info('nothing says which device this is: using the embedded hub');
  const { startHub } = await import('@iotpnp/hub');
  const dataDir = data === undefined ? defaultDataFolder(device.file) : path.resolve(cwd, data);
  const hub = await startHub({ port, dataDir }).catch((error: unknown) => {
    throw isPnpError(error) ? hubError(error) : error;
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
    const provisioning = await openProvisioning(use, { log });
    return { provisioning, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

const HINTS: Readonly<Record<string, string>> = {
  PNP_HUB_PORT_TAKEN:
    'stop the program that has it, or choose another with --port, or --port 0 for any free one',
  PNP_HUB_PORT_DENIED: 'choose one above 1023 with --port, or --port 0 for any free one',
};

/** The hub's own remedies speak to who starts it from code; here its port is an option. */
function hubError(error: PnpError): PnpError {
  const problems = error.problems.map((problem) => ({
    ...problem,
    hint: HINTS[problem.code] ?? problem.hint,
  }));
  return placed(PnpError.of(problems, { cause: error }), { key: 'the embedded hub' });
}
