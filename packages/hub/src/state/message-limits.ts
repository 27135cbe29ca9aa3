import type { IncomingMessage } from './device-link.js';

/** Source: "IoT Hub quotas and throttling", other limits. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/**
 * How large a message from a device is: its body, the values of the system's properties, names and
 * values of the application's. Source: "Create and read IoT Hub messages", message size.
 */
export function sizeOfMessage({ systemProperties, properties, payload }: IncomingMessage): number {
  let bytes = payload.length;
  for (const text of Object.values(systemProperties)) bytes += Buffer.byteLength(text);
  for (const name of Object.keys(properties)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(properties[name] ?? '');
  }
  return bytes;
}
