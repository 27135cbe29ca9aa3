import type { JsonObject } from '@iotpnp/model';
import type { VersionedSection } from '../twin.js';
import { freezeJson } from './json-text.js';
import { mergePatch } from './merge-patch.js';
import { checkPatch, checkSectionSize } from './twin-limits.js';
import { stampPatch, type Stamp } from './twin-metadata.js';

/** The desired or the reported half of a twin. Immutable: a patch makes a new one. */
export interface TwinSection {
  readonly values: JsonObject;
  readonly metadata: JsonObject;
  readonly version: number;
}

/** IoT Hub's twins start at version 1. */
export const EMPTY_SECTION: TwinSection = Object.freeze({
  values: Object.freeze({}),
  metadata: Object.freeze({}),
  version: 1,
});

/**
 * The section after a patch.
 * @throws PNP_HUB_TWIN_INVALID, PNP_HUB_TWIN_TOO_LARGE
 */
export function patchSection(
  section: TwinSection,
  patch: JsonObject,
  stampOf: (version: number) => Stamp,
): TwinSection {
  checkPatch(patch);
  const values = mergePatch(section.values, patch);
  checkSectionSize(values);
  const version = section.version + 1;
  const metadata = stampPatch(section.metadata, patch, stampOf(version));
  return { values: freezeJson(values), metadata: freezeJson(metadata), version };
}

/** The section as IoT Hub writes it, frozen. */
export function documentOf(section: TwinSection): VersionedSection {
  return Object.freeze({ ...section.values, $version: section.version });
}
