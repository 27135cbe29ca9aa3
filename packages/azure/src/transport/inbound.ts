import type { InboundMessage } from '@iotpnp/core';
import type { Message } from 'azure-iot-common';

/** Properties with these names are the hub's own. */
const OF_THE_HUB = /^(?:\$\.|iothub-)/;

/** A message as Microsoft's client took it apart, in the words of a transport. */
export function inboundMessage(message: Message, input?: string): InboundMessage {
  const { messageId, correlationId, contentType, contentEncoding } = message;
  const { propertyList } = message.properties;
  const own = propertyList.filter(({ key }) => key !== '' && !OF_THE_HUB.test(key));
  return {
    ...(input !== undefined && { input }),
    body: message.getBytes(),
    ...(contentType && { contentType }),
    ...(contentEncoding && { contentEncoding }),
    ...(messageId && { messageId }),
    ...(correlationId && { correlationId }),
    properties: Object.fromEntries(own.map(({ key, value }) => [key, value])),
  };
}
