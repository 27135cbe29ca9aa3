import type { Json } from '@iotpnp/model';
import type { Message } from 'rhea';
import type { TelemetryMessage } from '../telemetry.js';
import { bodyBytes, parsedJson } from './body-text.js';

/** What a message of the Event Hubs-compatible endpoint says. Source: "Read device-to-cloud messages", "Digital twin events". */
export function telemetryMessage(message: Message, partition: string): TelemetryMessage {
  const notes: Annotations = message.message_annotations ?? {};
  const properties = texts(message.application_properties);
  const raw = bodyBytes(message.body);
  const body = parsedJson(raw);
  const created = properties['iothub-creation-time-utc'];
  const enqueued = timeOf(notes['x-opt-enqueued-time']) ?? timeOf(notes['iothub-enqueuedtime']);
  return {
    deviceId: textOf(notes['iothub-connection-device-id']) ?? '',
    ...optional('moduleId', textOf(notes['iothub-connection-module-id'])),
    ...optional('modelId', textOf(notes['dt-dataschema'])),
    ...optional('component', textOf(notes['dt-subject'])),
    source: textOf(notes['iothub-message-source']) ?? 'Telemetry',
    ...(body !== undefined && { body: body as Json }),
    raw,
    ...optional('contentType', textOf(message.content_type)),
    ...optional('contentEncoding', textOf(message.content_encoding)),
    ...optional('messageId', idOf(message.message_id)),
    ...optional('correlationId', idOf(message.correlation_id)),
    properties,
    enqueuedTime: enqueued ?? new Date(0),
    ...optional('createdAt', created === undefined ? undefined : timeOf(created)),
    partition,
    offset: textOf(notes['x-opt-offset']) ?? '',
    sequenceNumber: Number(notes['x-opt-sequence-number'] ?? -1),
  };
}

type Annotations = Readonly<Record<string, unknown>>;

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** AMQP allows numbers, UUIDs and bytes for ids. */
function idOf(value: unknown): string | undefined {
  return Buffer.isBuffer(value) ? value.toString('hex') : textOf(value);
}

function timeOf(value: unknown): Date | undefined {
  if (value === undefined || value === null) return undefined;
  const time = new Date(value as string | number | Date);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function texts(properties: unknown): Record<string, string> {
  const entries = Object.entries((properties ?? {}) as Annotations);
  return Object.fromEntries(entries.map(([key, value]) => [key, textOf(value) ?? '']));
}
