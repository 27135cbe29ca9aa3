import type { Json } from '@iotpnp/model';

/** A small memory that outlives the process, by key. What it holds may be secret: stores keep it private to the user. */
export interface StateStore {
  get(key: string): Promise<Json | undefined>;
  set(key: string, value: Json): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Keeps its entries as long as it lives. */
export function memoryStateStore(): StateStore {
  const entries = new Map<string, Json>();
  return {
    get: async (key) => entries.get(key),
    async set(key, value) {
      entries.set(key, value);
    },
    async delete(key) {
      entries.delete(key);
    },
  };
}
