import type { Json, JsonObject } from '@iotpnp/core';

// RFC 7396 once more, though core has it: the hub judges what core sends, and a judge that shares code
// with the judged repeats its mistakes.

/** `target` with `patch` merged in: null deletes, objects merge, everything else replaces. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: Record<string, Json> = Object.create(null) as Record<string, Json>;
  if (isObject(target)) for (const key of Object.keys(target)) put(merged, key, target[key]);
  for (const key of Object.keys(patch)) {
    const change = patch[key];
    if (change === null) delete merged[key];
    else if (change !== undefined) merged[key] = mergePatch(merged[key], change);
  }
  return { ...merged };
}

function put(target: Record<string, Json>, key: string, value: Json | undefined): void {
  if (value !== undefined) target[key] = value;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
