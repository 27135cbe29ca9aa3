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
  readonly names: Readonly<Record<ConfigKey, string>>;
}

/** What `PNP_*` says. An empty variable counts as unset. */
export function pnpEnvLayer(env: Env, problems: Problem[]): EnvLayer {
  const values: Partial<Record<ConfigKey, unknown>> = {};
  const names: Record<ConfigKey, string> = {};
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

/** What the official samples call each option of `dps`. */
const DPS_VARIABLES = {
  IOTHUB_DEVICE_DPS_ENDPOINT: 'endpoint',
  IOTHUB_DEVICE_DPS_ID_SCOPE: 'idScope',
  IOTHUB_DEVICE_DPS_DEVICE_ID: 'registrationId',
  IOTHUB_DEVICE_DPS_DEVICE_KEY: 'symmetricKey',
} as const;

/** What IoT Edge gives a module, by the options of `edge`. */
const EDGE_VARIABLES = {
  IOTEDGE_WORKLOADURI: 'workloadUri',
  IOTEDGE_IOTHUBHOSTNAME: 'hub',
  IOTEDGE_GATEWAYHOSTNAME: 'gateway',
  IOTEDGE_DEVICEID: 'deviceId',
  IOTEDGE_MODULEID: 'moduleId',
  IOTEDGE_MODULEGENERATIONID: 'generationId',
  IOTEDGE_APIVERSION: 'apiVersion',
} as const;

/**
 * The names that IoT Edge and the official samples use, which count when nothing else sets provisioning:
 * a module's, those of DPS when `IOTHUB_DEVICE_SECURITY_TYPE` says so, a connection string.
 */
export function samplesEnvLayer(env: Env): EnvLayer {
  if (env['IOTEDGE_WORKLOADURI']) return optionsLayer('edge', EDGE_VARIABLES, env);
  const securityType = env['IOTHUB_DEVICE_SECURITY_TYPE'] ?? '';
  if (securityType.toUpperCase() === 'DPS') return optionsLayer('dps', DPS_VARIABLES, env);
  const name = 'IOTHUB_DEVICE_CONNECTION_STRING';
  const connectionString = env[name];
  if (!connectionString) return { raw: {}, names: {} };
  return {
    raw: { provisioning: { use: 'connection-string', connectionString } },
    names: { provisioning: name },
  };
}

function optionsLayer(
  use: string,
  variables: Readonly<Record<string, string>>,
  env: Env,
): EnvLayer {
  const set = Object.entries(variables).filter(([name]) => env[name]);
  const options = Object.fromEntries(set.map(([name, option]) => [option, env[name]]));
  const [first = ''] = Object.keys(variables);
  const names = Object.fromEntries(set.map(([name, option]) => [`provisioning.${option}`, name]));
  return {
    raw: { provisioning: { use, ...options } },
    names: { ...names, provisioning: use === 'dps' ? 'IOTHUB_DEVICE_SECURITY_TYPE' : first },
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
