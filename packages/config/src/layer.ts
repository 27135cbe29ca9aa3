import type { ConfigKey, ConfigValues, Origin } from './config.types.js';

/** A checked source of config values. */
export interface Layer {
  readonly values: ConfigValues;
  /** The folder its paths are relative to. */
  readonly base: string;
  origin(key: ConfigKey): Origin;
  /** The keys in it whose values were referred to. */
  readonly interpolated?: ReadonlySet<ConfigKey> | undefined;
}

/** What is told of each value that is set. */
export interface Findings {
  readonly origins: Partial<Record<ConfigKey, Origin>>;
  readonly interpolated: Set<ConfigKey>;
}

/** Tells where the value of a key comes from. `keyInLayer`: where it stands there, when that differs. */
export function note(
  { origins, interpolated }: Findings,
  key: ConfigKey,
  layer: Layer,
  keyInLayer: ConfigKey = key,
): void {
  origins[key] = layer.origin(key);
  if (layer.interpolated?.has(keyInLayer)) interpolated.add(key);
}
