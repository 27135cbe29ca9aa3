import { z } from 'zod';
import type { PnpConfig } from './config.types.js';

const pluginUse = z.union([z.string().min(1), z.looseObject({ use: z.string().min(1) })], {
  error: 'must be the name of a plugin, or an object with its name in `use`',
});

/** One level of a config: which keys it takes. */
const log = z.strictObject(
  {
    level: z.enum(['debug', 'info', 'warn', 'error']).optional(),
    format: z.enum(['pretty', 'json']).optional(),
  },
  { error: notAn('object') },
);

export const configSchema: z.ZodType<PnpConfig> = z.strictObject(
  {
    $schema: z.string().optional(),
    device: z.string().min(1, 'must not be empty').optional(),
    transport: pluginUse.optional(),
    provisioning: pluginUse.optional(),
    log: log.optional(),
  },
  { error: notAn('object') },
);

/** The keys known at each level, by the path of that level. */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': ['device', 'transport', 'provisioning', 'log'],
  log: ['level', 'format'],
};

function notAn(wanted: string): (issue: { code?: string }) => string | undefined {
  return ({ code }) => (code === 'invalid_type' ? `must be an ${wanted}` : undefined);
}
