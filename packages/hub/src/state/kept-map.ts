import type { Json } from '@iotpnp/model';
import type { Journal, RecordKind } from './journal.js';
import { freezeJson } from './json-text.js';

/** A map whose entries outlive the hub: each change is in the journal before it is seen here. */
export class KeptMap<V> {
  readonly #journal: Journal;
  readonly #kind: RecordKind;
  readonly #values = new Map<string, V>();

  /** @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  constructor(journal: Journal, kind: RecordKind) {
    this.#journal = journal;
    this.#kind = kind;
    for (const [key, record] of journal.entries(kind)) {
      // The journal's records were written by `set`.
      this.#values.set(key, freezeJson(record as Json) as V);
    }
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  values(): IterableIterator<V> {
    return this.#values.values();
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE, and nothing has changed */
  set(key: string, value: V): void {
    this.#journal.put(this.#kind, key, value, this.#undo(key));
    this.#values.set(key, value);
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE, and nothing has changed */
  delete(key: string): boolean {
    if (!this.#values.has(key)) return false;
    this.#journal.remove(this.#kind, key, this.#undo(key));
    return this.#values.delete(key);
  }

  #undo(key: string): () => void {
    const before = this.#values.get(key);
    return () => {
      if (before === undefined) this.#values.delete(key);
      else this.#values.set(key, before);
    };
  }
}
