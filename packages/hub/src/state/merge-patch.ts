import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';

/**
 * RFC 7396: objects merge, `null` deletes a key, everything else replaces.
 * `Object.fromEntries` defines own properties, so that a key `__proto__` is a key like any other.
 */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, isJsonObject(value) ? mergePatch(objectAt(merged, key), value) : value);
  }
  return Object.fromEntries(merged);
}

function objectAt(members: ReadonlyMap<string, Json>, key: string): JsonObject {
  const value = members.get(key);
  return isJsonObject(value) ? value : {};
}
