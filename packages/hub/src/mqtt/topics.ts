import type { Json } from '@iotpnp/model';
import type { SubscriptionKind } from '../hub-event.js';
import { namesOf } from '../target.js';

/** What a device publishes besides telemetry, by its topic. */
export type Published =
  | { readonly to: 'twin-get'; readonly rid: string }
  | { readonly to: 'twin-report'; readonly rid: string }
  | { readonly to: 'method-response'; readonly status: number; readonly callId: string };

const TWIN_GET = /^\$iothub\/twin\/GET\/\?(.*)$/su;
const TWIN_REPORT = /^\$iothub\/twin\/PATCH\/properties\/reported\/\?(.*)$/su;
const METHOD_RESPONSE = /^\$iothub\/methods\/res\/(-?\d{1,9})\/\?(.*)$/su;

/** Reads a topic a device or module publishes to, other than telemetry; `undefined` for one it may not use. */
export function parseTopic(topic: string): Published | undefined {
  const get = ridOf(TWIN_GET.exec(topic)?.[1]);
  if (get !== undefined) return { to: 'twin-get', rid: get };
  const report = ridOf(TWIN_REPORT.exec(topic)?.[1]);
  if (report !== undefined) return { to: 'twin-report', rid: report };
  const response = METHOD_RESPONSE.exec(topic);
  const callId = ridOf(response?.[2]);
  if (callId === undefined) return undefined;
  return { to: 'method-response', status: Number(response?.[1]), callId };
}

/** The property bag of a telemetry topic of this target; `undefined` for any other topic. */
export function telemetryBag(topic: string, target: string): string | undefined {
  const root = `${rootOf(target)}/messages/events`;
  if (topic === root) return '';
  return topic.startsWith(`${root}/`) ? topic.slice(root.length + 1) : undefined;
}

/** What a filter subscribes to; `undefined` for one the target may not use. */
export function parseFilter(filter: string, target: string): SubscriptionKind | undefined {
  switch (filter) {
    case '$iothub/twin/res/#':
      return 'twin-responses';
    case '$iothub/twin/PATCH/properties/desired/#':
      return 'desired';
    case '$iothub/methods/POST/#':
      return 'methods';
    default:
      return namesOf(target).moduleId === undefined
        ? deviceFilter(filter, target)
        : moduleFilter(filter, target);
  }
}

/** Answers a twin request; `rid` goes back exactly as it came. */
export function twinResponseTopic(status: number, rid: string, version?: number): string {
  const suffix = version === undefined ? '' : `&$version=${version}`;
  return `$iothub/twin/res/${status}/?$rid=${rid}${suffix}`;
}

/** IoT Hub always says a version; without one it is a fault. */
export function desiredTopic(version: Json | undefined): string {
  const query = typeof version === 'number' ? `?$version=${version}` : '';
  return `$iothub/twin/PATCH/properties/desired/${query}`;
}

/** Where cloud-to-device messages go, without their property bag. */
export function deviceBoundTopic(deviceId: string): string {
  return `devices/${deviceId}/messages/devicebound`;
}

/** Where messages to an input of a module go, without their property bag. */
export function inputTopic(target: string, inputName: string): string {
  return `${rootOf(target)}/inputs/${safe(inputName)}`;
}

/** The name goes as it is, `component*command` and non-ASCII too, but for what would break the topic. */
export function methodTopic(name: string, callId: string): string {
  return `$iothub/methods/POST/${safe(name)}/?$rid=${callId}`;
}

function safe(name: string): string {
  return name.replaceAll(/[%/?#+ ]/gu, (character) => encodeURIComponent(character));
}

function deviceFilter(filter: string, deviceId: string): SubscriptionKind | undefined {
  const own = filter === `${deviceBoundTopic(deviceId)}/#`;
  return own || filter === 'devices/+/messages/devicebound/#' ? 'cloud-messages' : undefined;
}

/** Microsoft's Node client asks for its inputs, the one in C for all of its module's. */
function moduleFilter(filter: string, target: string): SubscriptionKind | undefined {
  const root = rootOf(target);
  return filter === `${root}/inputs/#` || filter === `${root}/#` ? 'inputs' : undefined;
}

/** `devices/{d}`, or `devices/{d}/modules/{m}`. */
function rootOf(target: string): string {
  return `devices/${target.replace('/', '/modules/')}`;
}

function ridOf(query: string | undefined): string | undefined {
  return query
    ?.split('&')
    .find((pair) => pair.startsWith('$rid='))
    ?.slice('$rid='.length);
}
