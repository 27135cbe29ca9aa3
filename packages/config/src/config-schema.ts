import { parseDuration, type Plugin } from '@iotpnp/core';
import { z } from 'zod';
import type { ConfigValues, PnpConfig } from './config.types.js';

const notAn =
  (wanted: string) =>
  ({ code }: { code?: string }): string | undefined =>
    code === 'invalid_type' ? `must be an ${wanted}` : undefined;

const pluginEntry = z.union(
  [z.string().min(1), z.custom<Plugin>(isPlugin), z.looseObject({ use: z.string().min(1) })],
  { error: 'must be the name of a plugin, or an object with its name in `use`' },
);

const DURATION = "must be milliseconds or a duration such as '5s'";
const interval = z.union([z.number().positive(), z.string().refine(isDuration, DURATION)], {
  error: DURATION,
});

const telemetryOverride = z.strictObject(
  {
    every: interval.optional(),
    deadband: z.number().min(0, 'must not be negative').optional(),
    minInterval: interval.optional(),
  },
  { error: notAn('object') },
);

const log = z.strictObject(
  {
    level: z.enum(['debug', 'info', 'warn', 'error']).optional(),
    format: z.enum(['pretty', 'json']).optional(),
  },
  { error: notAn('object') },
);

const values = {
  device: z.string().min(1, 'must not be empty').optional(),
  transport: pluginEntry.optional(),
  provisioning: pluginEntry.optional(),
  plugins: z.array(pluginEntry, { error: notAn('array') }).optional(),
  telemetry: z.record(z.string(), telemetryOverride, { error: notAn('object') }).optional(),
  state: z.string().min(1, 'must not be empty').optional(),
  app: z.record(z.string(), z.unknown(), { error: notAn('object') }).optional(),
  log: log.optional(),
};

/** What a profile takes. */
export const valuesSchema: z.ZodType<ConfigValues> = z.strictObject(values, {
  error: notAn('object'),
}) as z.ZodType<ConfigValues>;

export const configSchema: z.ZodType<PnpConfig> = z.strictObject(
  {
    $schema: z.string().optional(),
    extends: z.union([z.string().min(1), z.array(z.string().min(1))]).optional(),
    ...values,
    // a profile that is not chosen is not checked further: what it refers to may not be there
    profiles: z
      .record(z.string(), z.record(z.string(), z.unknown()), { error: notAn('object') })
      .optional(),
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
