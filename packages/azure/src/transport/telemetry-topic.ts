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
  const encoded = remembered(encodeURIComponent);
  return (message) => events + propertyBag(message, encoded);
}

type Encode = (text: string) => string;

/** Names of properties and content types come again and again; should they not, it costs no more than this many texts. */
const MOST_REMEMBERED = 1_000;

function remembered(encode: Encode): Encode {
  const known = new Map<string, string>();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      found = encode(text);
      if (known.size < MOST_REMEMBERED) known.set(text, found);
    }
    return found;
  };
}

function propertyBag(message: TelemetryMessage, encoded: Encode): string {
  const { output, contentType, contentEncoding, properties, createdAt } = message;
  let bag = `%24.ct=${encoded(contentType)}&%24.ce=${contentEncoding}`;
  bag += `&%24.ctime=${createdAt.toISOString().replaceAll(':', '%3A')}`;
  for (const key in properties) {
    bag += `&${encoded(key)}=${encodeURIComponent(properties[key] as string)}`;
  }
  return output === undefined ? bag : `%24.on=${encoded(output)}&${bag}/`;
}
