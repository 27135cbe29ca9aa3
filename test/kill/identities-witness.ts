import { expect } from 'vitest';
import { addDevice, keyOf } from './add-device.js';
import type { HubProcess } from './hub-process.js';
import type { Random, Run, Witness } from './witness.js';

const ADDITIONS_A_REMOVAL = 4;

interface Known {
  /** Absent when it was removed. */
  readonly key?: string | undefined;
}

/** Adds devices, and removes some, over REST. */
export class IdentitiesWitness implements Witness {
  readonly #random: Random;
  readonly #known = new Map<string, Known>();
  /** What was asked for and not answered: as it was before, or as it was to be. */
  #doubt: { readonly id: string; readonly wanted: Known } | undefined;
  #last = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  async prepare(): Promise<void> {}

  async write(run: Run): Promise<void> {
    while (!run.isOver) {
      const change = this.#next();
      this.#doubt = change;
      const { id, wanted } = change;
      if (wanted.key === undefined) await run.hub.rest('DELETE', `/devices/${id}`);
      else await addDevice(run.hub, id, wanted.key);
      this.#known.set(id, wanted);
      this.#doubt = undefined;
      run.acknowledged();
    }
  }

  async check(hub: HubProcess): Promise<void> {
    const { id: doubted } = this.#doubt ?? {};
    const ids = [...new Set([...this.#known.keys(), ...(doubted === undefined ? [] : [doubted])])];
    const found = (await hub.ask('connectionStrings', ...ids)) as (string | null)[];
    for (const [index, id] of ids.entries()) {
      const key = /SharedAccessKey=(.*)$/u.exec(found[index] ?? '')?.[1];
      const possible = [this.#known.get(id)?.key];
      if (id === doubted) possible.push(this.#doubt?.wanted.key);
      expect(possible, `the key of ${id}`).toContain(key);
      this.#known.set(id, { key });
    }
    this.#doubt = undefined;
  }

  #next(): { readonly id: string; readonly wanted: Known } {
    const there = [...this.#known].filter(([, { key }]) => key !== undefined);
    const isRemoval = there.length > 0 && this.#random(ADDITIONS_A_REMOVAL + 1) === 0;
    const [chosen] = isRemoval ? (there[this.#random(there.length)] ?? []) : [];
    if (chosen !== undefined) return { id: chosen, wanted: {} };
    this.#last += 1;
    const id = `added${this.#last}`;
    return { id, wanted: { key: keyOf(id) } };
  }
}
