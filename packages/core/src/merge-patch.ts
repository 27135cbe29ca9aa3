import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';

/** `target` with `patch` merged in as RFC 7396 says: null deletes, objects merge, all else replaces. */
export function applyMergePatch(target: Json | undefined, patch: JsonObject): JsonObject {
  const merged = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, isJsonObject(value) ? applyMergePatch(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}

/** What a merging receiver keeps of a value: no key that is null. */
export function withoutNulls(value: Json): Json {
  return isJsonObject(value) ? applyMergePatch(undefined, value) : value;
}

/** What must be sent for a merging receiver that holds `from` to hold `to`: null for each key gone. */
export function mergePatchBetween(from: Json | undefined, to: Json): Json {
  if (!isJsonObject(from) || !isJsonObject(to)) return to;
  const gone = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  const kept = Object.entries(to).map(([key, value]) => [key, mergePatchBetween(from[key], value)]);
  return Object.fromEntries([...gone.map((key) => [key, null]), ...kept]) as JsonObject;
}
