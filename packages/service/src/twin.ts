import type { JsonObject } from '@iotpnp/model';

/** A twin as it was read. */
export interface Twin {
  readonly deviceId: string;
  readonly moduleId?: string;
  /** What the device announced last. */
  readonly modelId?: string;
  readonly connected: boolean;
  readonly enabled: boolean;
  readonly etag: string;
  readonly version: number;
  readonly tags: JsonObject;
  /** Each with its `$version`, without `$metadata`. */
  readonly desired: JsonObject;
  readonly reported: JsonObject;
  /** When each value was last written, as IoT Hub has it. */
  readonly metadata: { readonly desired: JsonObject; readonly reported: JsonObject };
}

/** A change of a twin, merged (RFC 7396): `null` removes. */
export interface TwinPatch {
  readonly tags?: JsonObject | undefined;
  readonly desired?: JsonObject | undefined;
}
