import type { JsonObject } from '@iotpnp/model';

/** A section of a twin with its version, which only grows. */
export type VersionedSection = JsonObject & { readonly $version: number };

/** What the hub knows about one device or module: a snapshot, frozen to the last leaf. */
export interface Twin {
  readonly deviceId: string;
  readonly moduleId?: string;
  /** What it announced when it last connected. */
  readonly modelId?: string;
  readonly connectionState: 'connected' | 'disconnected';
  /** What back ends note of it; it does not see them. */
  readonly tags: JsonObject;
  readonly desired: VersionedSection;
  readonly reported: VersionedSection;
}
