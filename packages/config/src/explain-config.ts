import { looksSecret } from './describe-value.js';
import type { ConfigKey, Origin, PluginUse, ResolvedConfig } from './config.types.js';

/** One value of a config, for people to read. */
export interface ExplainedValue {
  readonly key: ConfigKey;
  /** `[redacted]` in place of a secret. */
  readonly value: unknown;
  readonly origin: Origin | undefined;
  /** Whether it was taken out of the environment or a file by `${...}`. */
  readonly interpolated: boolean;
}

export const REDACTED = '[redacted]';

const SECRET_NAME = /key|secret|password|passphrase|token|connectionstring|credential|sas$/iu;
/** Names that match and are none. */
const NO_SECRET = /^(?:tokenValidForSeconds|tokenRenewBeforeSeconds|keepAlive.*)$/u;
const WITH_PASSWORD = /^([a-z][a-z0-9+.-]*:\/\/[^:/?#]*:)[^@/?#]+@/iu;

/** Every value of a config with where it comes from, secrets redacted. */
export function explainConfig(config: ResolvedConfig): readonly ExplainedValue[] {
  const { device, transport, provisioning, plugins, telemetry, state, app, log } = config;
  const entries: [ConfigKey, unknown][] = [
    ['device', device && [device.file, device.export].filter(Boolean).join('#')],
    ...ofPlugin('transport', transport),
    ...(provisioning ? ofPlugin('provisioning', provisioning) : []),
    ...plugins.flatMap((plugin, index) => ofPlugin(`plugins.${index}`, plugin)),
    ...Object.entries(telemetry).flatMap(([member, options]) =>
      Object.entries(options).map(([name, value]): [string, unknown] => [
        `telemetry.${member}.${name}`,
        value,
      ]),
    ),
    ['state', state],
    ...Object.entries(app).map(([name, value]): [string, unknown] => [`app.${name}`, value]),
    ['log.level', log.level],
    ['log.format', log.format],
  ];
  return entries
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({
      key,
      value: redacted(key, value),
      origin: config.origins[key],
      interpolated: config.interpolated.has(key),
    }));
}

/** A value as it may be shown: what its name or its look tells to be secret is not. */
export function redacted(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => redacted(key, item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, redacted(name, inner)]),
    );
  }
  const name = key.split('.').at(-1) ?? key;
  if (SECRET_NAME.test(name) && !NO_SECRET.test(name)) return REDACTED;
  if (typeof value !== 'string') return value;
  if (looksSecret(value) || value.includes('PRIVATE KEY')) return REDACTED;
  if (value.includes('-----BEGIN CERTIFICATE')) return '[certificate]';
  return value.replace(WITH_PASSWORD, `$1${REDACTED}@`);
}

function ofPlugin(key: string, { use, options }: PluginUse): [ConfigKey, unknown][] {
  return [
    [key, use],
    ...Object.entries(options).map(([name, value]): [string, unknown] => [`${key}.${name}`, value]),
  ];
}
