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
/** An object that is being put together: copied for each place, it would take a square of time. */
type Tree = Map<string, Tree | Json>;

/** As deep as twins are. */
const MAX_PLACE = DESIRED.length + 10;

/**
 * What a content desires, as a merge patch.
 * @throws PNP_HUB_CONFIGURATION_INVALID, PNP_HUB_TWIN_INVALID
 */
export function desiredOf(content: JsonObject): JsonObject {
  const tree: Tree = new Map();
  for (const [place, value] of Object.entries(content)) {
    const path = place.split('.');
    if (path[0] !== DESIRED[0] || path[1] !== DESIRED[1] || path.includes('')) {
      throw invalid(`${place.slice(0, 100)} is no place in properties.desired`);
    }
    if (path.length > MAX_PLACE) {
      throw invalid(`${place.slice(0, 100)} leads deeper than twins are`);
    }
    const names = path.slice(DESIRED.length);
    const last = names.pop();
    const branch = names.reduce(branchOf, tree);
    if (last !== undefined) grow(branch, last, value);
    else if (!isJsonObject(value)) throw invalid('properties.desired is an object');
    else for (const [name, each] of Object.entries(value)) grow(branch, name, each);
  }
  const patch = jsonOf(tree);
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

/** Adds a member, merging objects, with `null` kept. */
function grow(tree: Tree, name: string, value: Json): void {
  if (!isJsonObject(value)) {
    tree.set(name, value);
    return;
  }
  const inner = branchOf(tree, name);
  for (const [member, each] of Object.entries(value)) grow(inner, member, each);
}

function branchOf(tree: Tree, name: string): Tree {
  const known = tree.get(name);
  if (known instanceof Map) return known;
  const made: Tree = new Map();
  tree.set(name, made);
  return made;
}

function jsonOf(tree: Tree): JsonObject {
  return Object.fromEntries(
    [...tree].map(([name, each]) => [name, each instanceof Map ? jsonOf(each) : each]),
  );
}

function invalid(message: string): Error {
  return hubError('PNP_HUB_CONFIGURATION_INVALID', message);
}
