import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';

/**
 * The merge patch that makes `target` of `current`: all of `target`, and `null` for each key that goes.
 * `null` in `target` stands for a key that is not there.
 */
export function replacementPatch(current: JsonObject, target: JsonObject): JsonObject {
  const removed = Object.keys(current)
    .filter((key) => !Object.hasOwn(target, key))
    .map((key): [string, Json] => [key, null]);
  const kept = Object.entries(target).map(([key, value]): [string, Json] => {
    const before = Object.hasOwn(current, key) ? current[key] : undefined;
    const merges = isJsonObject(value) && isJsonObject(before);
    return [key, merges ? replacementPatch(before, value) : value];
  });
  return Object.fromEntries([...kept, ...removed]);
}
