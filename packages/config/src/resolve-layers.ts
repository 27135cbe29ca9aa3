import path from 'node:path';
import type { TelemetryOverride } from '@iotpnp/core';
import type {
  ConfigKey,
  ConfigValues,
  DeviceModule,
  PluginUse,
  ResolvedConfig,
} from './config.types.js';
import { note, type Findings, type Layer } from './layer.js';
import { resolvePlugin, resolvePlugins } from './resolve-plugins.js';

export interface ResolveContext {
  readonly file: string | undefined;
  readonly profile: string | undefined;
}

const DEFAULT_TRANSPORT: PluginUse = { use: 'azure', options: {} };

/**
 * One config out of several; for each value the first layer that has it wins. A plugin's options
 * are values of their own as long as the layers name the same plugin.
 */
export function resolveLayers(layers: readonly Layer[], context: ResolveContext): ResolvedConfig {
  const found: Findings = { origins: {}, interpolated: new Set(), unresolved: new Map() };
  const pick = <Value>(key: ConfigKey, read: (values: ConfigValues) => Value | undefined) => {
    const layer = layers.find(({ values }) => read(values) !== undefined);
    if (layer) note(found, key, layer);
    return layer && { value: read(layer.values)!, base: layer.base };
  };
  const byDefault = <Value>(key: ConfigKey, value: Value): Value => {
    found.origins[key] = { kind: 'default' };
    return value;
  };
  const device = pick('device', (values) => values.device);
  const state = pick('state', (values) => values.state);
  const transport = resolvePlugin('transport', {
    layers,
    found,
    byDefault: DEFAULT_TRANSPORT.use,
  });
  const level = pick('log.level', ({ log }) => log?.level)?.value;
  const format = pick('log.format', ({ log }) => log?.format)?.value;
  return {
    ...context,
    device: device && deviceModule(device.value, device.base),
    transport: transport ?? byDefault('transport', DEFAULT_TRANSPORT),
    provisioning: resolvePlugin('provisioning', { layers, found }),
    plugins: resolvePlugins(layers, found),
    telemetry: resolveTelemetry(layers, found),
    state: state && path.resolve(state.base, state.value),
    app: resolveApp(layers, found),
    log: { level: level ?? byDefault('log.level', 'info'), format },
    ...found,
  };
}

function resolveTelemetry(
  layers: readonly Layer[],
  found: Findings,
): Readonly<Record<string, TelemetryOverride>> {
  const merged: Record<string, Record<string, unknown>> = {};
  for (const layer of layers.toReversed()) {
    for (const [member, override] of Object.entries(layer.values.telemetry ?? {})) {
      const known = (merged[member] ??= {});
      for (const [option, value] of Object.entries(override)) {
        if (value === undefined) continue;
        known[option] = value;
        note(found, `telemetry.${member}.${option}`, layer);
      }
    }
  }
  return merged;
}

/** By the names of the first level. */
function resolveApp(layers: readonly Layer[], found: Findings): Readonly<Record<string, unknown>> {
  const merged: Record<string, unknown> = {};
  for (const layer of layers.toReversed()) {
    for (const [name, value] of Object.entries(layer.values.app ?? {})) {
      merged[name] = value;
      note(found, `app.${name}`, layer, { deep: true });
    }
  }
  return merged;
}

function deviceModule(reference: string, base: string): DeviceModule {
  const hash = reference.lastIndexOf('#');
  const module = hash > 0 ? reference.slice(0, hash) : reference;
  const name = hash > 0 ? reference.slice(hash + 1) : '';
  return { file: path.resolve(base, module), export: name || undefined };
}
