import { randomUUID } from 'node:crypto';
import type { Delivery, EventContext, Sender } from 'rhea';
import { waitFor } from '../wait-for.js';
import { serviceError } from '../error-codes.js';
import type { SendOptions } from '../message.js';
import { deviceOf } from '../target.js';
import { amqpError, faultOf } from './amqp-error.js';
import type { HubConnection } from './hub-connection.js';

const TARGET = '/messages/devicebound';
const TIMEOUT_MS = 30_000;
const OUTCOMES = ['accepted', 'rejected', 'released', 'modified'] as const;

type Outcome = (typeof OUTCOMES)[number];

export interface DeviceMessage {
  readonly deviceId: string;
  readonly body: string | Uint8Array;
}

/** Queues a message for a device, and resolves with its id once the hub has it. Source: "Send cloud-to-device messages". */
export async function sendMessage(
  hub: HubConnection,
  { deviceId: text, body }: DeviceMessage,
  options: SendOptions,
): Promise<string> {
  const deviceId = deviceOf(text);
  options.signal?.throwIfAborted();
  const messageId = options.messageId ?? randomUUID();
  const { default: rhea } = await import('rhea');
  const message = {
    to: `/devices/${deviceId}/messages/devicebound`,
    message_id: messageId,
    ...systemProperties(options),
    application_properties: applicationProperties(options),
    body: rhea.message.data_section(Buffer.from(body)),
  };
  const { sender, connection } = await hub.sender(TARGET);
  const { clock } = hub.waiting;
  const late = (): Error =>
    serviceError('PNP_SERVICE_TIMEOUT', `the hub did not take the message for device ${deviceId}`, {
      hint: 'try again: it may be queued all the same, so give it the same messageId',
      where: { key: `device ${deviceId}` },
    });
  const { signal: closed } = hub.waiting;
  const signal = options.signal === undefined ? closed : AbortSignal.any([options.signal, closed]);
  await waitFor<void>({ clock, signal, timeoutMs: TIMEOUT_MS, late }, (resolve, reject) => {
    const forget = connection.onEnd(reject);
    const listening = listen(sender, () => sender.send(message), {
      accepted: resolve,
      refused: (outcome, delivery) => reject(refusal(outcome, delivery, `device ${deviceId}`)),
    });
    return () => {
      forget();
      listening();
    };
  });
  return messageId;
}

interface Listeners {
  accepted(): void;
  refused(outcome: Outcome, delivery: Delivery): void;
}

/** Sends once there is credit, and tells what becomes of it. Returns how to listen no more. */
function listen(sender: Sender, send: () => Delivery, listeners: Listeners): () => void {
  let sent: Delivery | undefined;
  const onOutcome = OUTCOMES.map((outcome) => {
    const listener = ({ delivery }: EventContext): void => {
      if (delivery === undefined || delivery !== sent) return;
      if (outcome === 'accepted') listeners.accepted();
      else listeners.refused(outcome, delivery);
    };
    sender.on(outcome, listener);
    return { outcome, listener };
  });
  const onSendable = (): void => {
    if (sent === undefined && sender.sendable()) sent = send();
  };
  sender.on('sendable', onSendable);
  onSendable();
  return () => {
    sender.off('sendable', onSendable);
    for (const { outcome, listener } of onOutcome) sender.off(outcome, listener);
  };
}

function refusal(outcome: Outcome, delivery: Delivery, subject: string): Error {
  const said = (delivery.remote_state as { error?: unknown } | undefined)?.error;
  const fault = faultOf(said);
  const description = fault.description || `the message was ${outcome}`;
  return amqpError({ ...fault, description }, subject);
}

function systemProperties(options: SendOptions): Readonly<Record<string, unknown>> {
  const { correlationId, contentType, contentEncoding, expiresAt } = options;
  return {
    ...(correlationId !== undefined && { correlation_id: correlationId }),
    ...(contentType !== undefined && { content_type: contentType }),
    ...(contentEncoding !== undefined && { content_encoding: contentEncoding }),
    ...(expiresAt !== undefined && { absolute_expiry_time: expiresAt }),
  };
}

function applicationProperties({ properties, ack }: SendOptions): Record<string, string> {
  return { ...properties, ...(ack !== undefined && { 'iothub-ack': ack }) };
}
