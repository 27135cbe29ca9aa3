import type { IncomingMessage } from './device-link.js';

/** Source: "IoT Hub quotas and throttling", other limits. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/**
 * How large a message from a device is: its body, the values of the system's properties, names and
 * values of the application's. Source: "Create and read IoT Hub messages", message size.
 */
export function sizeOfMessage({ systemProperties, properties, payload }: IncomingMessage): number {
  const texts = [...Object.values(systemProperties), ...Object.entries(properties).flat()];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), payload.length);
}
