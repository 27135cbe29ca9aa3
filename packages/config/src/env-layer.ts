import type { Problem } from '@iotpnp/core';
import type { ConfigKey } from './config.types.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** The variables that stand for one value each. */
const VARIABLES = {
  PNP_DEVICE: 'device',
  PNP_TRANSPORT: 'transport',
  PNP_PROVISIONING: 'provisioning',
  PNP_LOG_LEVEL: 'log.level',
  PNP_LOG_FORMAT: 'log.format',
} as const satisfies Record<string, ConfigKey>;

/** A config made of environment variables, before it is checked. */
export interface EnvLayer {
  readonly raw: Readonly<Record<string, unknown>>;
  /** The variable behind each value. */
  readonly names: Readonly<Partial<Record<ConfigKey, string>>>;
}

/** What `PNP_*` says. An empty variable counts as unset. */
export function pnpEnvLayer(env: Env, problems: Problem[]): EnvLayer {
  const values: Partial<Record<ConfigKey, unknown>> = {};
  const names: Partial<Record<ConfigKey, string>> = {};
  for (const [name, key] of Object.entries(VARIABLES)) {
    if (env[name]) [values[key], names[key]] = [env[name], name];
  }
  const connectionString = env['PNP_CONNECTION_STRING'];
  if (connectionString) {
    const named = env['PNP_PROVISIONING'];
    if (named && named !== 'connection-string') problems.push(conflict(named));
    values.provisioning = { use: 'connection-string', connectionString };
    names.provisioning = 'PNP_CONNECTION_STRING';
  }
  return { raw: nested(values), names };
}

/** The name the official samples use, which counts when nothing else sets provisioning. */
export function samplesEnvLayer(env: Env): EnvLayer {
  const name = 'IOTHUB_DEVICE_CONNECTION_STRING';
  const connectionString = env[name];
  if (!connectionString) return { raw: {}, names: {} };
  return {
    raw: { provisioning: { use: 'connection-string', connectionString } },
    names: { provisioning: name },
  };
}

function nested(values: Partial<Record<ConfigKey, unknown>>): Record<string, unknown> {
  const { 'log.level': level, 'log.format': format, ...top } = values;
  const log = { ...(level !== undefined && { level }), ...(format !== undefined && { format }) };
  return Object.keys(log).length > 0 ? { ...top, log } : top;
}

function conflict(provisioning: string): Problem {
  return {
    code: 'PNP_CONFIG_ENV_CONFLICT',
    message: `PNP_CONNECTION_STRING is set, but PNP_PROVISIONING says ${provisioning}`,
    hint: 'unset one of the two',
    where: { key: 'PNP_PROVISIONING' },
  };
}
