import path from 'node:path';
import type {
  ConfigKey,
  DeviceModule,
  Origin,
  PluginUse,
  PnpConfig,
  ResolvedConfig,
} from './config.types.js';

/** A checked source of config values. */
export interface Layer {
  readonly values: PnpConfig;
  /** The folder its paths are relative to. */
  readonly base: string;
  origin(key: ConfigKey): Origin;
}

/** One config out of several; for each value the first layer that has it wins. A plugin's options are one value. */
export function resolveLayers(layers: readonly Layer[], file: string | undefined): ResolvedConfig {
  const origins: Partial<Record<ConfigKey, Origin>> = {};
  const pick = <Value>(key: ConfigKey, read: (values: PnpConfig) => Value | undefined) => {
    const layer = layers.find(({ values }) => read(values) !== undefined);
    if (layer) origins[key] = layer.origin(key);
    return layer && { value: read(layer.values)!, base: layer.base };
  };
  const byDefault = <Value>(key: ConfigKey, value: Value): Value => {
    origins[key] = { kind: 'default' };
    return value;
  };
  const device = pick('device', (values) => values.device);
  const transport = pick('transport', (values) => values.transport)?.value;
  const provisioning = pick('provisioning', (values) => values.provisioning)?.value;
  const level = pick('log.level', ({ log }) => log?.level)?.value;
  const format = pick('log.format', ({ log }) => log?.format)?.value;
  return {
    file,
    device: device && deviceModule(device.value, device.base),
    transport: pluginUse(transport ?? byDefault('transport', 'azure')),
    provisioning: provisioning === undefined ? undefined : pluginUse(provisioning),
    log: { level: level ?? byDefault('log.level', 'info'), format },
    origins,
  };
}

function deviceModule(reference: string, base: string): DeviceModule {
  const hash = reference.lastIndexOf('#');
  const module = hash > 0 ? reference.slice(0, hash) : reference;
  const name = hash > 0 ? reference.slice(hash + 1) : '';
  return { file: path.resolve(base, module), export: name || undefined };
}

function pluginUse(value: NonNullable<PnpConfig['transport']>): PluginUse {
  if (typeof value === 'string') return { use: value, options: {} };
  const { use, ...options } = value;
  return { use, options };
}
