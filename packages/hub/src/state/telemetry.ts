import { namesOf } from '../target.js';
import type { TelemetryEvent } from '../telemetry-event.js';
import type { IncomingMessage } from './device-link.js';
import { decodeJson, freezeJson } from './json-text.js';

const JSON_TYPE = /^application\/(?:json|[^;]+\+json)\s*(?:;|$)/iu;
/** What SDKs write for a message that was queued by the application. */
const QUEUED_CREATION_TIME = 'iothub-creation-time-utc';

interface Sender {
  readonly target: string;
  readonly modelId?: string | undefined;
}

/** The event a message becomes. */
export function telemetryEvent(
  sender: Sender,
  message: IncomingMessage,
  now: number,
): TelemetryEvent {
  const { systemProperties, properties, payload } = message;
  const { component, outputName, contentType, contentEncoding, creationTimeUtc } = systemProperties;
  const createdAt = dateOf(creationTimeUtc ?? properties[QUEUED_CREATION_TIME]);
  const body = JSON_TYPE.test(contentType ?? '') ? decodeJson(payload.toString('utf8')) : undefined;
  return Object.freeze({
    ...namesOf(sender.target),
    ...(sender.modelId === undefined ? {} : { modelId: sender.modelId }),
    ...(component === undefined ? {} : { component }),
    ...(outputName === undefined ? {} : { outputName }),
    ...(body === undefined ? {} : { body: freezeJson(body) }),
    raw: payload,
    ...(contentType === undefined ? {} : { contentType }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    systemProperties: Object.freeze(systemProperties),
    properties: Object.freeze(properties),
    enqueuedTime: new Date(now),
    ...(createdAt === undefined ? {} : { createdAt }),
  });
}

function dateOf(text: string | undefined): Date | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : new Date(time);
}
