import rhea, { type Message } from 'rhea';
import type { LogMessage } from '../state/message-log.js';
import type { Kept, Partition } from '../state/partition.js';

const { types, message: sections } = rhea;

/** A message as the Event Hubs-compatible endpoint writes it. Source: "Read device-to-cloud messages from the built-in endpoint". */
export function eventMessage({ message, ...kept }: Kept<LogMessage>): Message {
  const { systemProperties: system, properties } = message;
  const expiry = dateOf(system.expiryTimeUtc);
  return {
    ...defined({
      message_id: system.messageId,
      correlation_id: system.correlationId,
      user_id: system.userId,
      to: system.to,
      content_type: system.contentType,
      content_encoding: system.contentEncoding,
      absolute_expiry_time: expiry,
    }),
    message_annotations: {
      ...placeOf(kept),
      ...originOf(message, kept.enqueuedTime),
    },
    ...(Object.keys(properties).length === 0 ? {} : { application_properties: { ...properties } }),
    body: sections.data_section(message.body),
  };
}

/** What a reader is told beside a message when it asks for the state of the partition. */
export function runtimeAnnotations(
  { last }: Partition<LogMessage>,
  now: number,
): Readonly<Record<string, unknown>> {
  return {
    last_enqueued_sequence_number: types.wrap_long(last?.sequenceNumber ?? -1),
    last_enqueued_offset: String(last?.offset ?? -1),
    last_enqueued_time_utc: types.wrap_timestamp(last?.enqueuedTime ?? 0),
    runtime_info_retrieval_time_utc: types.wrap_timestamp(now),
  };
}

function placeOf({
  sequenceNumber,
  offset,
  enqueuedTime,
}: Omit<Kept<LogMessage>, 'message'>): Readonly<Record<string, unknown>> {
  return {
    'x-opt-sequence-number': types.wrap_long(sequenceNumber),
    'x-opt-offset': String(offset),
    'x-opt-enqueued-time': types.wrap_timestamp(enqueuedTime),
  };
}

function originOf(message: LogMessage, enqueuedTime: number): Readonly<Record<string, unknown>> {
  const { systemProperties: system, source } = message;
  return defined({
    'iothub-connection-device-id': message.deviceId,
    'iothub-connection-module-id': message.moduleId,
    'iothub-connection-auth-method': message.authMethod,
    'iothub-connection-auth-generation-id': message.generationId,
    'iothub-enqueuedtime': types.wrap_timestamp(enqueuedTime),
    'iothub-message-source': source,
    'iothub-interface-id': system.interfaceId,
    'iothub-creation-time-utc': system.creationTimeUtc,
    'dt-dataschema': message.modelId,
    'dt-subject': system.component,
  });
}

function defined(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function dateOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
