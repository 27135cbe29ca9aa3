import { parseDuration, type Plugin } from '@iotpnp/core';
import { z } from 'zod';
import type { ConfigValues, PnpConfig } from './config.types.js';

const notAn =
  (wanted: string) =>
  ({ code }: { code?: string }): string | undefined =>
    code === 'invalid_type' ? `must be an ${wanted}` : undefined;

const ENTRY = { error: 'must be the name of a plugin, or an object with its name in `use`' };

/** A plugin as a config names it. `examples` are names of the `pnp` command's own, for editors to offer. */
const named = (examples: readonly string[]) => {
  const name = z.string().min(1).meta({ description: PLUGIN_NAME, examples });
  const withOptions = z.looseObject({ use: name }).meta({
    description: 'A plugin with its options: its name in `use`, beside it what it takes.',
  });
  return [name, z.custom<Plugin>(isPlugin), withOptions] as const;
};

const pluginEntry = (examples: readonly string[]) => z.union(named(examples), ENTRY);

/** The same, or options alone: for the plugin that a lower layer names. */
const namedOrOptions = (examples: readonly string[]) => {
  const alone = z.looseObject({ use: z.never().optional() }).meta({
    description: 'Options alone, for the plugin that the file or what it extends names.',
  });
  return z.union([...named(examples), alone], ENTRY);
};

const PLUGIN_NAME =
  "A plugin's name: a short one of the pnp command's, a package, or a path as ./plugin.ts.";

const DURATION = "must be milliseconds or a duration such as '5s'";
const interval = z.union(
  [
    z.number().positive().meta({ description: 'Milliseconds.' }),
    z
      .string()
      .refine(isDuration, DURATION)
      .meta({
        description: 'A number and its unit: ms, s, m or h.',
        pattern: String.raw`^\d+(\.\d+)?(ms|s|m|h)$`,
        examples: ['500ms', '5s', '1m'],
      }),
  ],
  { error: DURATION },
);

const telemetryOverride = z.strictObject(
  {
    every: interval.optional().describe('How often one that is read by itself is read.'),
    deadband: z
      .number()
      .min(0, 'must not be negative')
      .optional()
      .describe('A number is sent only when it differs by more than this from the last sent.'),
    minInterval: interval
      .optional()
      .describe('The shortest time between two messages of it: only the latest value is sent.'),
  },
  { error: notAn('object') },
);

const log = z.strictObject(
  {
    level: z
      .enum(['debug', 'info', 'warn', 'error'])
      .optional()
      .describe('The least level that is logged. Default: info.'),
    format: z
      .enum(['pretty', 'json'])
      .optional()
      .describe('Lines for a person or for a machine. Default: pretty on a terminal, else json.'),
  },
  { error: notAn('object') },
);

const values = {
  device: z
    .string()
    .min(1, 'must not be empty')
    .meta({ examples: ['./src/device.ts', './src/device.ts#Pump'] })
    .optional()
    .describe(
      'The module of the device class, relative to this file, optionally with the name of its export.',
    ),
  transport: namedOrOptions(['azure']).optional().describe('What reaches the hub. Default: azure.'),
  provisioning: namedOrOptions(['local', 'connection-string', 'dps', 'edge'])
    .optional()
    .describe(
      'Which device this is, at which hub: the embedded hub, a connection string, the Device Provisioning Service, IoT Edge.',
    ),
  plugins: z
    .array(pluginEntry(['log', 'redact', 'opentelemetry']), { error: notAn('array') })
    .optional()
    .describe('Middleware and extensions, outermost first.'),
  telemetry: z
    .record(z.string(), telemetryOverride, { error: notAn('object') })
    .optional()
    .describe('By `component.telemetry`, or `telemetry` of the device itself.'),
  state: z
    .string()
    .min(1, 'must not be empty')
    .optional()
    .describe(
      'The file in which plugins remember what outlives the app. Default: .pnp/state.json.',
    ),
  app: z
    .record(z.string(), z.unknown(), { error: notAn('object') })
    .optional()
    .describe("The app's own settings, as `config.app` in its create({ config })."),
  log: log.optional().describe('What is logged, and how.'),
};

/** What a profile takes. */
export const valuesSchema: z.ZodType<ConfigValues> = z.strictObject(values, {
  error: notAn('object'),
}) as z.ZodType<ConfigValues>;

export const configSchema: z.ZodType<PnpConfig> = z.strictObject(
  {
    $schema: z.string().optional().describe('Where editors find the schema of this file.'),
    extends: z
      .union([z.string().min(1), z.array(z.string().min(1))])
      .optional()
      .describe('Configs this one builds on, by package or path; the later outranks the earlier.'),
    ...values,
    // a profile that is not chosen is not checked further: what it refers to may not be there
    profiles: z
      .record(z.string(), z.record(z.string(), z.unknown()), { error: notAn('object') })
      .optional()
      .describe('What else counts when its name is chosen by --profile or PNP_PROFILE.'),
  },
  { error: notAn('object') },
) as z.ZodType<PnpConfig>;

const VALUE_KEYS = [
  'device',
  'transport',
  'provisioning',
  'plugins',
  'telemetry',
  'state',
  'app',
  'log',
];

/** The keys known at each level, by the path of that level. */
export function knownKeys(path: readonly string[], isProfile: boolean): readonly string[] {
  const [first] = path;
  if (first === undefined) return isProfile ? VALUE_KEYS : [...VALUE_KEYS, 'extends', 'profiles'];
  if (first === 'log') return ['level', 'format'];
  return first === 'telemetry' && path.length > 1 ? ['every', 'deadband', 'minInterval'] : [];
}

/** Whether TypeScript has made a plugin already. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'kind' in value && 'apiVersion' in value;
}

function isDuration(text: string): boolean {
  return parseDuration(text) !== undefined;
}
