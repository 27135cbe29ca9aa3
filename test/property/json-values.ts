import type { Json, JsonObject } from '@iotpnp/model';

// Own keys only, defined and never assigned: `__proto__` is a key as any other here.

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands under a key of an object; undefined when it is no object, or has no such key of its own. */
export function at(holder: unknown, ...keys: readonly string[]): Json | undefined {
  let found = holder;
  for (const key of keys) {
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found as Json | undefined;
}

/** Whether two JSON values say the same, the order of keys apart. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

/** Some of an object's entries. */
export function entriesBut(value: JsonObject, leftOut: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !leftOut.has(key)));
}
