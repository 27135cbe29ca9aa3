import { isJsonObject, type JsonObject } from '@iotpnp/model';
import type { Delivery, EventContext, Receiver } from 'rhea';
import { textOf } from '../json-fields.js';
import type { Feedback } from '../message.js';
import type { Attachment, Sink } from '../reading.js';
import { attachmentOf } from './attachment-of.js';
import { bodyBytes, parsedJson } from './body-text.js';
import type { HubConnection } from './hub-connection.js';

const SOURCE = '/messages/serviceBound/feedback';
const SUBJECT = 'the feedback of messages';
const CREDIT = 10;

/** Reads the hub's feedback: each batch is completed once its last record was read. Source: "Message feedback". */
export async function readFeedback(hub: HubConnection, sink: Sink<Feedback>): Promise<Attachment> {
  const connection = await hub.open();
  const options = { ...hub.waiting, subject: SUBJECT };
  const receiver = await connection.openReceiver({ address: SOURCE }, options);
  receiver.on('message', ({ message, delivery }: EventContext) => {
    const records = recordsOf(message?.body);
    if (records.length === 0) complete(receiver, delivery);
    records.forEach((record, index) => {
      const last = index === records.length - 1;
      sink(record, () => last && complete(receiver, delivery));
    });
  });
  receiver.add_credit(CREDIT);
  return attachmentOf(connection, [receiver], SUBJECT);
}

function complete(receiver: Receiver, delivery: Delivery | undefined): void {
  if (receiver.is_closed()) return;
  delivery?.accept();
  receiver.add_credit(1);
}

function recordsOf(body: unknown): Feedback[] {
  const json = parsedJson(bodyBytes(body));
  return Array.isArray(json) ? json.filter(isJsonObject).map(recordOf) : [];
}

function recordOf(json: JsonObject): Feedback {
  return {
    messageId: textOf(json, 'originalMessageId') ?? '',
    deviceId: textOf(json, 'deviceId') ?? '',
    status: textOf(json, 'statusCode') ?? '',
    description: textOf(json, 'description') ?? '',
    time: new Date(textOf(json, 'enqueuedTimeUtc') ?? 0),
  };
}
