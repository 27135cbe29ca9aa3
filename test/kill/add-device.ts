import { createHash } from 'node:crypto';
import type { HubProcess } from './hub-process.js';

/** A key that nobody else makes. */
export function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** Makes a device over REST. */
export async function addDevice(hub: HubProcess, deviceId: string, key: string): Promise<void> {
  const symmetricKey = { primaryKey: key, secondaryKey: key };
  await hub.rest('PUT', `/devices/${deviceId}`, {
    deviceId,
    status: 'enabled',
    authentication: { type: 'sas', symmetricKey },
  });
}
