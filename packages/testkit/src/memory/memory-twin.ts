import type { JsonObject, Twin } from '@iotpnp/core';
import { mergePatch } from './merge-patch.js';

/** A twin as IoT Hub keeps it: two documents, each with a `$version` that grows with every change. */
export class MemoryTwin {
  desired: JsonObject = { $version: 1 };
  reported: JsonObject = { $version: 1 };

  /** Merges a change of the back end's; what a connected device is pushed: the patch with the new `$version`. */
  desire(patch: JsonObject): JsonObject & { readonly $version: number } {
    const { document, $version } = merged(this.desired, patch);
    this.desired = document;
    return { ...patch, $version };
  }

  /** Merges what the device reports; the new `$version`. */
  report(patch: JsonObject): number {
    const { document, $version } = merged(this.reported, patch);
    this.reported = document;
    return $version;
  }

  /** Empty, as that of a device deleted and made again under its old name. */
  recreate(): void {
    this.desired = { $version: 1 };
    this.reported = { $version: 1 };
  }

  /** A copy: what a reader does with it changes nothing here. */
  read(): Twin {
    const { desired, reported } = this;
    return { desired: structuredClone(desired), reported: structuredClone(reported) };
  }
}

function merged(before: JsonObject, patch: JsonObject): { document: JsonObject; $version: number } {
  const version = before['$version'];
  const $version = (typeof version === 'number' ? version : 0) + 1;
  return { document: { ...(mergePatch(before, patch) as JsonObject), $version }, $version };
}
