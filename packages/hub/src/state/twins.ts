import type { JsonObject } from '@iotpnp/model';
import { documentOf, EMPTY_SECTION, patchSection, type TwinSection } from './twin-section.js';

interface TwinRecord {
  readonly modelId?: string | undefined;
  readonly desired: TwinSection;
  readonly reported: TwinSection;
}

const NEW_TWIN: TwinRecord = { desired: EMPTY_SECTION, reported: EMPTY_SECTION };

/** The twins, by device. A device that never spoke has an empty one. */
export class Twins {
  readonly #twins = new Map<string, TwinRecord>();

  get(deviceId: string): TwinRecord {
    return this.#twins.get(deviceId) ?? NEW_TWIN;
  }

  /** Both sections as a device reads them. */
  document(deviceId: string): JsonObject {
    const { desired, reported } = this.get(deviceId);
    return { desired: documentOf(desired), reported: documentOf(reported) };
  }

  announce(deviceId: string, modelId: string | undefined): void {
    this.#twins.set(deviceId, { ...this.get(deviceId), modelId });
  }

  /**
   * Merges a patch; returns the section's new version.
   * @throws PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE
   */
  patch(deviceId: string, half: 'desired' | 'reported', patch: JsonObject): number {
    const twin = this.get(deviceId);
    const section = patchSection(twin[half], patch);
    this.#twins.set(deviceId, { ...twin, [half]: section });
    return section.version;
  }

  forget(deviceId: string): void {
    this.#twins.delete(deviceId);
  }
}
