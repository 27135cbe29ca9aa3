import type { Env } from '@iotpnp/config';
import type { Logger } from '@iotpnp/core';
import type { Hub } from '@iotpnp/hub';
import { openLoggedHub, type LoggedHubPlace } from '../local-hub/logged-hub.js';

/** Which device of which embedded hub. */
export interface LocalDeviceRequest extends LoggedHubPlace {
  readonly deviceId: string;
}

/** What a device needs to reach its embedded hub. */
export interface LocalCredentials {
  /** A secret. */
  readonly connectionString: string;
  /** The hub's authority, as PEM. */
  readonly ca: string;
}

/** A device of an embedded hub; disposal closes the hub where it is there for this device alone. */
export interface LocalDevice extends LocalCredentials, AsyncDisposable {}

interface Surroundings {
  readonly env: Env;
  readonly cwd: string;
  readonly log: Logger;
}

export type OpenLocalDevice = (
  request: LocalDeviceRequest,
  surroundings: Surroundings,
) => Promise<LocalDevice>;

/** Starts an embedded hub in this process, with one device. */
export const openLocalDevice: OpenLocalDevice = async (request, surroundings) => {
  const open = await openLoggedHub(request, surroundings);
  const close = () => open[Symbol.asyncDispose]();
  try {
    return { ...(await credentialsOf(open.hub, request.deviceId)), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Makes the device, if it is not there. */
export async function credentialsOf(hub: Hub, deviceId: string): Promise<LocalCredentials> {
  await hub.addDevice(deviceId);
  return { connectionString: hub.connectionString(deviceId), ca: hub.ca };
}
