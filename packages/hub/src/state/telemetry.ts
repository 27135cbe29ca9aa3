import type { Json } from '@iotpnp/model';
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

/** An event while it is made. */
type Draft = { -readonly [K in keyof TelemetryEvent]: TelemetryEvent[K] };

/** The event a message becomes. Its body is parsed when it is first asked for. */
export function telemetryEvent(
  sender: Sender,
  message: IncomingMessage,
  now: number,
): TelemetryEvent {
  const { systemProperties, properties, payload: raw } = message;
  const { component, outputName, contentType, contentEncoding, creationTimeUtc } = systemProperties;
  const { deviceId, moduleId } = namesOf(sender.target);
  const event: Draft = {
    deviceId,
    raw,
    systemProperties: Object.freeze(systemProperties),
    properties: Object.freeze(properties),
    enqueuedTime: new Date(now),
  };
  if (moduleId !== undefined) event.moduleId = moduleId;
  if (sender.modelId !== undefined) event.modelId = sender.modelId;
  if (component !== undefined) event.component = component;
  if (outputName !== undefined) event.outputName = outputName;
  if (contentType !== undefined) event.contentType = contentType;
  if (contentEncoding !== undefined) event.contentEncoding = contentEncoding;
  const createdAt = dateOf(creationTimeUtc ?? properties[QUEUED_CREATION_TIME]);
  if (createdAt !== undefined) event.createdAt = createdAt;
  if (isJson(contentType)) Object.defineProperty(event, 'body', BODY);
  return Object.freeze(event);
}

/** One getter for all events: with one of its own, each would cost more than all else that is done for a message. */
const BODY = {
  enumerable: true,
  get(this: TelemetryEvent): Json | undefined {
    if (!BODIES.has(this)) BODIES.set(this, parsed(this.raw));
    return BODIES.get(this);
  },
};
const BODIES = new WeakMap<TelemetryEvent, Json | undefined>();

function parsed(raw: Buffer): Json | undefined {
  const body = decodeJson(raw.toString('utf8'));
  return body === undefined ? undefined : freezeJson(body);
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  return contentType === 'application/json' || JSON_TYPE.test(contentType);
}

function dateOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time);
}
