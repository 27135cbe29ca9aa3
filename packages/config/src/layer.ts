import type { Problem } from '@iotpnp/core';
import type { ConfigKey, ConfigValues, Origin } from './config.types.js';

/** A checked source of config values. */
export interface Layer {
  readonly values: ConfigValues;
  /** The folder its paths are relative to. */
  readonly base: string;
  origin(key: ConfigKey): Origin;
  /** The keys in it whose values were referred to. */
  readonly interpolated?: ReadonlySet<ConfigKey> | undefined;
  /** What is referred to in it and is not there, by key. */
  readonly unresolved?: ReadonlyMap<ConfigKey, Problem> | undefined;
}

/** What is told of each value that is set. */
export interface Findings {
  readonly origins: Partial<Record<ConfigKey, Origin>>;
  readonly interpolated: Set<ConfigKey>;
  /** Of values that count, what they refer to and is not there. */
  readonly unresolved: Map<ConfigKey, Problem>;
}

interface NoteOptions {
  /** Where it stands in its layer, when that differs. */
  readonly keyInLayer?: ConfigKey;
  /** What stands below it belongs to it. */
  readonly deep?: boolean;
}

/** Tells where the value of a key comes from, in place of what a lower layer told. */
export function note(
  { origins, interpolated, unresolved }: Findings,
  key: ConfigKey,
  layer: Layer,
  { keyInLayer = key, deep = false }: NoteOptions = {},
): void {
  origins[key] = layer.origin(key);
  const isOf = (other: ConfigKey): boolean =>
    other === keyInLayer || (deep && other.startsWith(`${keyInLayer}.`));
  interpolated.delete(key);
  if ([...(layer.interpolated ?? [])].some(isOf)) interpolated.add(key);
  unresolved.delete(key);
  const missing = [...(layer.unresolved ?? [])].find(([other]) => isOf(other));
  if (missing) unresolved.set(key, missing[1]);
}
