import type { Message } from 'rhea';
import type { SendToDeviceOptions } from '../hub-options.js';
import type { HubState } from '../state/hub-state.js';
import { outgoingMessage } from '../state/outgoing-message.js';
import { ARGUMENT_ERROR, NOT_ALLOWED, NOT_FOUND, refusalOf, type Refusal } from './amqp-error.js';
import type { Inlet } from './link-end.js';
import { bytesOf, idOf } from './message-text.js';

const TO = /^\/?devices\/(?<device>[^/]+)(?<module>\/modules\/[^/]+)?\/messages\/devicebound\/?$/iu;
const ACK = 'iothub-ack';

/** Where back ends send messages to devices. One is accepted once the hub has it. */
export function deviceboundInlet(state: HubState): Inlet {
  return {
    take(message, delivery) {
      const refusal = refuse(message, state);
      if (refusal === undefined) delivery.accept();
      else delivery.reject({ ...refusal });
    },
  };
}

function refuse(message: Message, state: HubState): Refusal | undefined {
  const { device, module } = TO.exec(message.to ?? '')?.groups ?? {};
  if (device === undefined) {
    return { condition: NOT_FOUND, description: 'no message can be sent to its "to"' };
  }
  if (module !== undefined) {
    return { condition: NOT_ALLOWED, description: 'modules have no cloud-to-device messages' };
  }
  const body = bytesOf(message.body);
  if (body === undefined) {
    return { condition: ARGUMENT_ERROR, description: 'the body is neither bytes nor text' };
  }
  try {
    const target = decodeURIComponent(device);
    const content = { target, body, ...optionsOf(message, state) };
    state.sendToDevice(outgoingMessage(content));
    return undefined;
  } catch (error) {
    return refusalOf(error);
  }
}

function optionsOf(message: Message, { clock }: HubState): SendToDeviceOptions {
  const { [ACK]: ack, ...properties } = (message.application_properties ?? {}) as {
    [name: string]: unknown;
  };
  return {
    messageId: idOf(message.message_id),
    correlationId: idOf(message.correlation_id),
    contentType: message.content_type,
    contentEncoding: message.content_encoding,
    // What it may be is checked with the rest.
    ack: ack as SendToDeviceOptions['ack'],
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, String(value)]),
    ),
    expiresAt: expiryOf(message, clock.now()),
  };
}

/** As the message says, or as long as its header lets it live. */
function expiryOf({ absolute_expiry_time: at, ttl }: Message, now: number): Date | undefined {
  if (at !== undefined) return new Date(at);
  return ttl === undefined ? undefined : new Date(now + ttl);
}
