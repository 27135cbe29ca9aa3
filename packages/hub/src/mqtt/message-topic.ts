import type { OutgoingMessage } from '../state/outgoing-message.js';
import { writePropertyBag } from './property-bag.js';
import { deviceBoundTopic, inputTopic } from './topics.js';

/** The topic of a message to a device, or to an input of a module, with its properties. */
export function messageTopic(message: OutgoingMessage): string {
  const { target, inputName } = message;
  const place = inputName === undefined ? deviceBoundTopic(target) : inputTopic(target, inputName);
  const bag = writePropertyBag([
    ['$.mid', message.messageId],
    ['$.to', inputName === undefined ? `/${place}` : undefined],
    ['$.cid', message.correlationId],
    ['$.exp', message.expiresAt?.toISOString()],
    ['$.ct', message.contentType],
    ['$.ce', message.contentEncoding],
    ['iothub-ack', message.ack],
    ...Object.entries(message.properties),
  ]);
  return `${place}/${bag}`;
}
