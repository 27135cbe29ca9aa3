import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import { hubError } from '../error-codes.js';
import { checkPatch } from './twin-limits.js';

/** What devices and modules of a kind are to be configured with. */
export interface Configuration {
  readonly id: string;
  /** Tells it from an earlier one of the same id. */
  readonly generation: string;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly createdTime: number;
  readonly lastUpdatedTime: number;
  readonly schemaVersion: string;
  readonly labels: JsonObject;
  readonly content: ConfigurationContent;
  /** Empty for none. */
  readonly targetCondition: string;
  readonly priority: number;
  /** Queries of its own, by name. */
  readonly metricQueries: Readonly<Record<string, string>>;
}

/** Source: "Automatic device management", and IoT Edge deployments. */
export interface ConfigurationContent {
  /** `properties.desired.a.b` to what it is to be, of devices. */
  readonly deviceContent?: JsonObject;
  /** The same, of modules. */
  readonly moduleContent?: JsonObject;
  /** The same by module id, of modules of IoT Edge devices. */
  readonly modulesContent?: JsonObject;
}

const DESIRED = ['properties', 'desired'];

/**
 * What a content desires, as a merge patch.
 * @throws PNP_HUB_CONFIGURATION_INVALID, PNP_HUB_TWIN_INVALID
 */
export function desiredOf(content: JsonObject): JsonObject {
  let patch: JsonObject = {};
  for (const [place, value] of Object.entries(content)) {
    const path = place.split('.');
    if (path[0] !== DESIRED[0] || path[1] !== DESIRED[1] || path.includes('')) {
      throw invalid(`${place.slice(0, 100)} is no place in properties.desired`);
    }
    const nested = path.slice(2).reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
    if (!isJsonObject(nested)) throw invalid('properties.desired is an object');
    patch = joined(patch, nested);
  }
  checkPatch(patch);
  return patch;
}

/** Whether a content is about the whole of the desired properties. */
export function isWhole(content: JsonObject): boolean {
  return Object.hasOwn(content, DESIRED.join('.'));
}

/** Checks all that a content holds. @throws as {@link desiredOf} does */
export function checkContent(content: ConfigurationContent): void {
  const { deviceContent, moduleContent, modulesContent } = content;
  for (const each of [deviceContent, moduleContent, ...Object.values(modulesContent ?? {})]) {
    if (each === undefined) continue;
    if (!isJsonObject(each)) throw invalid('a content is an object');
    desiredOf(each);
  }
}

/** Both, with `null` kept. */
function joined(first: JsonObject, second: JsonObject): JsonObject {
  const members = new Map<string, Json>(Object.entries(first));
  for (const [name, value] of Object.entries(second)) {
    const known = members.get(name);
    members.set(name, isJsonObject(known) && isJsonObject(value) ? joined(known, value) : value);
  }
  return Object.fromEntries(members);
}

function invalid(message: string): Error {
  return hubError('PNP_HUB_CONFIGURATION_INVALID', message);
}
