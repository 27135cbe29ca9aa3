import { fileURLToPath } from 'node:url';
import type { Env } from '@iotpnp/config';
import type { OpenHub } from './open-hub.js';

/** The device that samples are given, unless another is asked for. */
export const SAMPLE_DEVICE = 'device1';

/**
 * What an unmodified official program needs to reach the hub: the names that Microsoft's samples read, the
 * authority, and the preload that lets Microsoft's service clients dial a port. Makes the device.
 */
export async function sampleEnv(
  { hub, caFile }: OpenHub,
  { deviceId, env }: { deviceId: string; env: Env },
): Promise<Readonly<Record<string, string>>> {
  await hub.addDevice(deviceId);
  const { dps } = hub;
  return {
    NODE_EXTRA_CA_CERTS: caFile,
    NODE_OPTIONS: nodeOptions(env['NODE_OPTIONS']),
    IOTHUB_CONNECTION_STRING: hub.serviceConnectionString,
    IOTHUB_DEVICE_ID: deviceId,
    IOTHUB_DEVICE_CONNECTION_STRING: hub.connectionString(deviceId),
    IOTHUB_DEVICE_SECURITY_TYPE: 'connectionString',
    IOTHUB_DEVICE_DPS_ENDPOINT: dps.endpoint,
    IOTHUB_DEVICE_DPS_ID_SCOPE: dps.idScope,
    IOTHUB_DEVICE_DPS_DEVICE_ID: deviceId,
    ...(dps.groupKey !== undefined && {
      IOTHUB_DEVICE_DPS_DEVICE_KEY: dps.deviceKey('default', deviceId),
    }),
    PROVISIONING_CONNECTION_STRING: dps.serviceConnectionString,
    EVENTHUB_CONNECTION_STRING: hub.eventHubConnectionString,
  };
}

/** With those there were: a person's own come last and win. */
function nodeOptions(given: string | undefined): string {
  const preload = fileURLToPath(import.meta.resolve('@iotpnp/hub/preload'));
  const own = `--require ${JSON.stringify(preload)}`;
  return given === undefined || given === '' ? own : `${own} ${given}`;
}
