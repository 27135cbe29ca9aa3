import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';
import { documentPaths, MARKER_BYTES, propertyAt, type PropertyPath } from '../convention.js';

/** What IoT Hub keeps of reported properties in all (IoT Hub, device twins, "Device twin size"). */
export const MAX_REPORTED_BYTES = 32 * 1_024;
const NUMBER_BYTES = 8;
const BOOLEAN_BYTES = 4;

const encoder = new TextEncoder();

/** One property as it would be held: its name and its value, as IoT Hub counts them; nothing when it is not there. */
export function propertyBytes(property: string, value: Json | undefined): number {
  return value === undefined ? 0 : textBytes(property) + valueBytes(value);
}

/** What a reported document holds besides the properties of these paths; the names and markers of their components are among it. */
export function otherBytes(document: JsonObject, ours: readonly PropertyPath[]): number {
  const components = new Set(ours.flatMap(({ component }) => component ?? []));
  const frames = [...components].map((name) => textBytes(name) + MARKER_BYTES);
  const own = new Set(ours.map(keyOf));
  const { paths } = documentPaths(document, (name) => components.has(name));
  const others = paths
    .filter((path) => !own.has(keyOf(path)))
    .map((path) => propertyBytes(path.property, propertyAt(document, path)));
  return sum([...frames, ...others]);
}

export interface Growing {
  readonly heldBytes: number;
  readonly wantedBytes: number;
}

/** As many of the changes as fit, those that grow least first; what makes room always fits. */
export function fitting<T extends Growing>(changes: readonly T[], freeBytes: number): T[] {
  let left = freeBytes;
  const fit = new Set<T>();
  for (const change of changes.toSorted((a, b) => growth(a) - growth(b))) {
    if (growth(change) > 0 && growth(change) > left) break;
    left -= growth(change);
    fit.add(change);
  }
  return changes.filter((change) => fit.has(change));
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function growth({ heldBytes, wantedBytes }: Growing): number {
  return wantedBytes - heldBytes;
}

/** Texts and keys in UTF-8, a number 8 bytes, a boolean 4; punctuation does not count. */
function valueBytes(value: Json | undefined): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number') return NUMBER_BYTES;
  if (typeof value === 'boolean') return BOOLEAN_BYTES;
  if (Array.isArray(value)) return sum(value.map(valueBytes));
  if (!isJsonObject(value)) return 0;
  return sum(Object.entries(value).map(([key, inner]) => textBytes(key) + valueBytes(inner)));
}

function textBytes(text: string): number {
  return encoder.encode(text).byteLength;
}

/** One text for one path. */
export function keyOf({ component, property }: PropertyPath): string {
  return JSON.stringify([component, property]);
}
