import type { DeviceIdentity, TelemetryMessage } from '@iotpnp/core';
import common from 'azure-iot-common'; // CommonJS: Node cannot see its named exports

/** The topic of a message: where it goes and, percent-encoded, what is told beside its body. */
export function telemetryTopics(identity: DeviceIdentity): (message: TelemetryMessage) => string {
  const { deviceId, moduleId } = identity;
  const path =
    moduleId === undefined
      ? common.endpoint.deviceEventPath(deviceId)
      : common.endpoint.moduleEventPath(deviceId, moduleId);
  const events = `${path.slice(1)}/`;
  return (message) => events + propertyBag(message);
}

function propertyBag(message: TelemetryMessage): string {
  const { output, contentType, contentEncoding, properties, createdAt } = message;
  let bag = `%24.ct=${encodeURIComponent(contentType)}&%24.ce=${contentEncoding}`;
  bag += `&%24.ctime=${encodeURIComponent(createdAt.toISOString())}`;
  for (const key in properties) {
    bag += `&${encodeURIComponent(key)}=${encodeURIComponent(properties[key] as string)}`;
  }
  return output === undefined ? bag : `%24.on=${encodeURIComponent(output)}&${bag}/`;
}
