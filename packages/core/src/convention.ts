import { isJsonObject, stringify, type Json, type JsonObject } from '@iotpnp/model';
import type { TelemetryOperation } from './middleware.js';
import type { InboundMessage } from './plugin/inbound-message.js';
import type { CommandRequest, TelemetryMessage } from './plugin/transport.js';

// The IoT Plug and Play convention: pure functions, and the only place that knows its markers.

const COMPONENT_PROPERTY = '$.sub';
const MARKER = '__t';
/** What a component's marker counts for in a twin: `__t` and `c`. */
export const MARKER_BYTES = 4;
const VERSION = '$version';
const SEPARATOR = '*';
const CREATED_AT = 'iothub-creation-time-utc';
const METHOD_NAME = 'method-name';
const NO_PAYLOAD = '@';

/** One telemetry message on the wire: the component travels as a message property. On the hot path: nothing is copied that need not be. */
export function telemetryMessage(operation: TelemetryOperation): TelemetryMessage {
  const { component, output, values, properties, createdAt } = operation;
  const message: Writable<TelemetryMessage> = {
    body: stringify(values),
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    properties,
    createdAt,
  };
  if (component !== undefined) {
    message.component = component;
    message.properties = { ...properties, [COMPONENT_PROPERTY]: component };
  }
  if (output !== undefined) message.output = output;
  return message;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A message that waits for a link: the time at which it was made goes with it as the application's property too, lest it be dated at delivery. */
export function agedMessage(message: TelemetryMessage): TelemetryMessage {
  const { properties, createdAt } = message;
  return { ...message, properties: { [CREATED_AT]: createdAt.toISOString(), ...properties } };
}

/** What a device tells a provisioning service about itself (Device Provisioning Service, registration payload). */
export function registrationPayload(modelId: string): JsonObject {
  return { modelId };
}

/** A property of the default component (`component` undefined) or of a component. */
export interface PropertyPath {
  readonly component: string | undefined;
  readonly property: string;
}

/** One patch of reported properties: a component's stand inside it, marked. */
export function reportedPatch(
  entries: Iterable<PropertyPath & { readonly value: Json }>,
): JsonObject {
  const patch: Record<string, Json> = {};
  const components: Record<string, Record<string, Json>> = {};
  for (const { component, property, value } of entries) {
    if (component === undefined) patch[property] = value;
    else (patch[component] = components[component] ??= { [MARKER]: 'c' })[property] = value;
  }
  return patch;
}

/** A property in a reported patch. */
export interface ReportedProperty extends PropertyPath {
  /** As it is on the wire: the value, or an acknowledgment around it. */
  readonly value: Json;
}

/** What a reported patch speaks of, property by property: {@link reportedPatch} makes the same patch of it again. */
export function reportedProperties(patch: JsonObject): ReportedProperty[] {
  return Object.entries(patch).flatMap(([key, value]): ReportedProperty[] => {
    if (!isJsonObject(value) || value[MARKER] !== 'c') {
      return [{ component: undefined, property: key, value }];
    }
    const inner = Object.entries(value).filter(([name]) => name !== MARKER);
    return inner.map(([property, held]) => ({ component: key, property, value: held }));
  });
}

/** How a device answers for a writable property, as it is on the wire. */
export interface AckValue extends JsonObject {
  readonly value: Json;
  readonly ac: number;
  readonly av: number;
}

/** Whether a reported value is an acknowledgment: `value`, `ac`, `av`, `ad` and nothing else. */
export function isAckValue(value: Json): value is AckValue {
  if (!isJsonObject(value)) return false;
  const { ac, av, ...rest } = value;
  const others = Object.keys(rest).filter((key) => key !== 'value' && key !== 'ad');
  return 'value' in rest && typeof ac === 'number' && typeof av === 'number' && others.length === 0;
}

/** How a device answers for a writable property: the value in force, a status as of HTTP, the desired version, and why. */
export interface Ack {
  readonly value: Json;
  readonly code: number;
  readonly version: number;
  readonly description: string;
}

export function ackValue({ value, code, version, description }: Ack): JsonObject {
  return { value, ac: code, av: version, ad: description };
}

/** `thermostat1*reboot` taken apart; the default component's commands have no separator. */
export function parseCommandName(name: string): { component: string | undefined; command: string } {
  const at = name.indexOf(SEPARATOR);
  if (at < 0) return { component: undefined, command: name };
  return { component: name.slice(0, at), command: name.slice(at + 1) };
}

/** A command that comes as a message, as IoT Central queues them for devices that are offline; undefined for any other message. */
export function offlineCommand({ properties, body }: InboundMessage): CommandRequest | undefined {
  if (!Object.hasOwn(properties, METHOD_NAME)) return undefined;
  const name = properties[METHOD_NAME];
  return name ? { name, payload: offlinePayload(new TextDecoder().decode(body)) } : undefined;
}

/** JSON, a text without quotes, or `@` for none. */
function offlinePayload(text: string): unknown {
  if (text === NO_PAYLOAD || text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The `$version` at the root of a desired or reported document; undefined when it is missing or no number. */
export function versionOf(document: JsonObject): number | undefined {
  const version = document[VERSION];
  return typeof version === 'number' ? version : undefined;
}

/** A value of a twin document: of the default component, or inside a component. Own keys only. */
export function propertyAt(
  document: JsonObject,
  { component, property }: PropertyPath,
): Json | undefined {
  const holder = component === undefined ? document : own(document, component);
  return isJsonObject(holder) ? own(holder, property) : undefined;
}

export interface DocumentPaths {
  /** What the patch names, present or null. */
  readonly paths: readonly PropertyPath[];
  /** Component keys set to null: each of the component's writables is reset. */
  readonly resetComponents: readonly string[];
  /** Component keys whose value is neither an object nor null. */
  readonly malformed: readonly string[];
}

/**
 * What a document or patch of properties speaks of. The model decides what is a component: `__t` may be missing,
 * and an object-valued property has none either.
 */
export function documentPaths(
  patch: JsonObject,
  isComponent: (name: string) => boolean,
): DocumentPaths {
  const paths: PropertyPath[] = [];
  const resetComponents: string[] = [];
  const malformed: string[] = [];
  for (const [key, value] of Object.entries(patch)) {
    if (key === VERSION || key === MARKER) continue;
    if (!isComponent(key)) paths.push({ component: undefined, property: key });
    else if (value === null) resetComponents.push(key);
    else if (!isJsonObject(value)) malformed.push(key);
    else {
      const inner = Object.keys(value).filter((name) => name !== MARKER && name !== VERSION);
      paths.push(...inner.map((property) => ({ component: key, property })));
    }
  }
  return { paths, resetComponents, malformed };
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
