import type { JsonObject } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import type { Journal } from './journal.js';
import { freezeJson } from './json-text.js';
import { KeptMap } from './kept-map.js';
import { mergePatch } from './merge-patch.js';
import { replacementPatch } from './replacement-patch.js';
import { checkPatch, checkTagsSize } from './twin-limits.js';
import type { Stamp } from './twin-metadata.js';
import { documentOf, EMPTY_SECTION, patchSection, type TwinSection } from './twin-section.js';

export interface TwinRecord {
  readonly modelId?: string | undefined;
  readonly tags: JsonObject;
  readonly desired: TwinSection;
  readonly reported: TwinSection;
  /** Of the whole: grows with each change. */
  readonly version: number;
  /** Grows with each change of tags and desired properties; the entity tag is made of it. */
  readonly revision: number;
  /** The configuration that was applied last. */
  readonly configuration?: AppliedConfiguration | undefined;
}

export interface AppliedConfiguration {
  readonly id: string;
  readonly generation: string;
}

/** What a back end changes of a twin, all of it or nothing. */
export interface TwinChange {
  readonly tags?: JsonObject | undefined;
  readonly desired?: JsonObject | undefined;
}

/** How: by merging (RFC 7396), or in place of what was there. */
export type TwinChangeManner = 'merge' | 'replace';

/** What a device is told of a change of its desired properties. */
export interface DesiredChange {
  readonly patch: JsonObject;
  readonly version: number;
}

const NEW_TWIN: TwinRecord = {
  tags: {},
  desired: EMPTY_SECTION,
  reported: EMPTY_SECTION,
  version: 1,
  revision: 1,
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
   * Merges what a device reports; returns the section's new version.
   * @throws PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE, PNP_HUB_STATE_UNAVAILABLE
   */
  report(target: string, patch: JsonObject): number {
    const twin = this.get(target);
    const reported = patchSection(twin.reported, patch, () => this.#stamp());
    this.#keep(target, { ...twin, reported });
    return reported.version;
  }

  /**
   * Changes tags and desired properties; returns what the device is to be told.
   * @throws PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE, PNP_HUB_STATE_UNAVAILABLE
   */
  change(
    target: string,
    { tags, desired }: TwinChange,
    manner: TwinChangeManner,
  ): DesiredChange | undefined {
    const twin = this.get(target);
    const toTags = tags && patchOf(twin.tags, tags, manner);
    const patch = desired && patchOf(twin.desired.values, desired, manner);
    const changed: TwinRecord = {
      ...twin,
      ...(toTags === undefined ? {} : { tags: mergedTags(twin.tags, toTags) }),
      ...(patch === undefined ? {} : { desired: this.#desired(twin, patch) }),
      revision: twin.revision + 1,
    };
    this.#keep(target, changed);
    return patch === undefined ? undefined : { patch, version: changed.desired.version };
  }

  /** Remembers which configuration was applied. @throws PNP_HUB_STATE_UNAVAILABLE */
  configured(target: string, configuration: AppliedConfiguration | undefined): void {
    this.#twins.set(target, { ...this.get(target), configuration });
  }

  /** Puts a twin in the place of what there was. @throws PNP_HUB_STATE_UNAVAILABLE */
  put(target: string, twin: TwinRecord): void {
    this.#keep(target, twin);
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  remove(target: string): void {
    this.#twins.delete(target);
  }

  #desired({ desired }: TwinRecord, patch: JsonObject): TwinSection {
    return patchSection(desired, patch, (version) => ({
      ...this.#stamp(),
      $lastUpdatedVersion: version,
    }));
  }

  #keep(target: string, changed: TwinRecord): void {
    this.#twins.set(target, { ...changed, version: changed.version + 1 });
  }

  #stamp(): Stamp {
    return { $lastUpdated: new Date(this.#clock.now()).toISOString() };
  }
}

function patchOf(current: JsonObject, given: JsonObject, manner: TwinChangeManner): JsonObject {
  return manner === 'merge' ? given : replacementPatch(current, given);
}

function mergedTags(tags: JsonObject, patch: JsonObject): JsonObject {
  checkPatch(patch);
  const merged = mergePatch(tags, patch);
  checkTagsSize(merged);
  return freezeJson(merged);
}
