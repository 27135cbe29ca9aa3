import path from 'node:path';
import type { Problem, Where } from '@iotpnp/core';
import { looksSecret } from './describe-value.js';
import { resolveModule } from './resolve-module.js';
import { unknownPlugin } from './unknown-plugin.js';

/** The names of plugins by their kind; a kind that is left out is not checked. */
export interface KnownPlugins {
  readonly transport?: readonly string[] | undefined;
  readonly provisioning?: readonly string[] | undefined;
}

/** A source of config values, in order of precedence, sound or not. */
export interface RawLayer {
  readonly raw: unknown;
  where(key: string): Where;
}

/** The plugins named that nobody knows. Of several sources only the first that names one counts. */
export function checkPluginNames(layers: readonly RawLayer[], known: KnownPlugins): Problem[] {
  return (['transport', 'provisioning'] as const).flatMap((kind) => {
    const names = known[kind];
    const layer = layers.find(({ raw }) => valueOf(raw, kind) !== undefined);
    const use = layer && nameIn(valueOf(layer.raw, kind));
    // a secret in a name's place is told by the check of its layer, and is not to be shown
    if (!names || use === undefined || names.includes(use) || looksSecret(use)) return [];
    if (isModule(use, layer!.where(kind).file)) return [];
    return [unknownPlugin(use, { kind, names, where: layer!.where(kind) })];
  });
}

/** Whether the name is of a package or file that is there. */
function isModule(use: string, file: string | undefined): boolean {
  return file !== undefined && resolveModule(use, path.dirname(file)) !== undefined;
}

/** Undefined where no name is written: the layer's own check tells that. */
function nameIn(value: unknown): string | undefined {
  const name = typeof value === 'string' ? value : valueOf(value, 'use');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function valueOf(raw: unknown, key: string): unknown {
  return typeof raw === 'object' && raw !== null
    ? (raw as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
