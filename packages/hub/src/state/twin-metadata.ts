import { isJsonObject, type Json, type JsonObject } from '@iotpnp/model';

/** When a value was last changed; only the desired section has versions in it. */
export type Stamp = {
  readonly $lastUpdated: string;
  readonly $lastUpdatedVersion?: number;
};

/**
 * A section's `$metadata` after a patch: each name in it is stamped, each it removes is gone.
 * Source: "Understand and use device twins", metadata.
 */
export function stampPatch(metadata: JsonObject, patch: JsonObject, stamp: Stamp): JsonObject {
  const stamped: { [name: string]: Json } = { ...metadata, ...stamp };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete stamped[name];
    else if (isJsonObject(value)) stamped[name] = stampPatch(inner(stamped[name]), value, stamp);
    else stamped[name] = { ...stamp };
  }
  return stamped;
}

function inner(metadata: Json | undefined): JsonObject {
  return isJsonObject(metadata) ? metadata : {};
}
