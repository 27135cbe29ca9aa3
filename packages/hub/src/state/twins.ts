import type { JsonObject } from '@iotpnp/model';
import { documentOf, EMPTY_SECTION, patchSection, type TwinSection } from './twin-section.js';

interface TwinRecord {
  readonly modelId?: string | undefined;
  readonly desired: TwinSection;
  readonly reported: TwinSection;
}

const NEW_TWIN: TwinRecord = { desired: EMPTY_SECTION, reported: EMPTY_SECTION };

/** The twins, by target. Who never spoke has an empty one. */
export class Twins {
  readonly #twins = new Map<string, TwinRecord>();

  get(target: string): TwinRecord {
    return this.#twins.get(target) ?? NEW_TWIN;
  }

  /** Both sections as a device reads them. */
  document(target: string): JsonObject {
    const { desired, reported } = this.get(target);
    return { desired: documentOf(desired), reported: documentOf(reported) };
  }

  announce(target: string, modelId: string | undefined): void {
    this.#twins.set(target, { ...this.get(target), modelId });
  }

  /**
   * Merges a patch; returns the section's new version.
   * @throws PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE
   */
  patch(target: string, half: 'desired' | 'reported', patch: JsonObject): number {
    const twin = this.get(target);
    const section = patchSection(twin[half], patch);
    this.#twins.set(target, { ...twin, [half]: section });
    return section.version;
  }

  forget(target: string): void {
    this.#twins.delete(target);
  }
}
