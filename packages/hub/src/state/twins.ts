import type { JsonObject } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import type { Journal } from './journal.js';
import { KeptMap } from './kept-map.js';
import type { Stamp } from './twin-metadata.js';
import { documentOf, EMPTY_SECTION, patchSection, type TwinSection } from './twin-section.js';

export interface TwinRecord {
  readonly modelId?: string | undefined;
  readonly tags: JsonObject;
  readonly desired: TwinSection;
  readonly reported: TwinSection;
  /** Of the whole: grows with each change, and the entity tag with it. */
  readonly version: number;
}

const NEW_TWIN: TwinRecord = {
  tags: {},
  desired: EMPTY_SECTION,
  reported: EMPTY_SECTION,
  version: 1,
};

/** The twins, by target. Who never spoke has an empty one. */
export class Twins {
  readonly #clock: HubClock;
  readonly #twins: KeptMap<TwinRecord>;

  constructor(clock: HubClock, journal: Journal) {
    this.#clock = clock;
    this.#twins = new KeptMap(journal, 'twin');
  }

  get(target: string): TwinRecord {
    return this.#twins.get(target) ?? NEW_TWIN;
  }

  /** Both sections as a device reads them. */
  document(target: string): JsonObject {
    const { desired, reported } = this.get(target);
    return { desired: documentOf(desired), reported: documentOf(reported) };
  }

  announce(target: string, modelId: string | undefined): void {
    const twin = this.get(target);
    if (twin.modelId !== modelId) this.#keep(target, { ...twin, modelId });
  }

  /**
   * Merges a patch; returns the section's new version.
   * @throws PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE, PNP_HUB_STATE_UNAVAILABLE
   */
  patch(target: string, half: 'desired' | 'reported', patch: JsonObject): number {
    const twin = this.get(target);
    const section = patchSection(twin[half], patch, (version) => this.#stamp(half, version));
    this.#keep(target, { ...twin, [half]: section });
    return section.version;
  }

  forget(target: string): void {
    this.#twins.delete(target);
  }

  #keep(target: string, changed: TwinRecord): void {
    this.#twins.set(target, { ...changed, version: changed.version + 1 });
  }

  #stamp(half: 'desired' | 'reported', version: number): Stamp {
    const $lastUpdated = new Date(this.#clock.now()).toISOString();
    return half === 'desired' ? { $lastUpdated, $lastUpdatedVersion: version } : { $lastUpdated };
  }
}
