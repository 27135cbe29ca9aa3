import { closest, type Problem, type Where } from '@iotpnp/core';
import type { z } from 'zod';
import type { ConfigValues, PnpConfig } from './config.types.js';
import { configSchema, knownKeys, valuesSchema } from './config-schema.js';
import { describe, looksSecret } from './describe-value.js';

export interface LayerSource {
  /** Where a key of this layer is written. */
  where(key: string): Where;
  /** Before each key: that of a profile. */
  readonly prefix?: string | undefined;
}

/** The layer when it is sound; otherwise undefined, every fault told to `problems`. */
export function checkLayer(
  raw: unknown,
  source: LayerSource,
  problems: Problem[],
): PnpConfig | undefined {
  return checked<PnpConfig>(configSchema, raw, { source, problems });
}

/** The same for the values of a profile. */
export function checkProfile(
  raw: unknown,
  source: LayerSource & { readonly prefix: string },
  problems: Problem[],
): ConfigValues | undefined {
  return checked<ConfigValues>(valuesSchema, raw, { source, problems });
}

function checked<Values>(
  schema: z.ZodType<Values>,
  raw: unknown,
  context: { readonly source: LayerSource; readonly problems: Problem[] },
): Values | undefined {
  const { source, problems } = context;
  const before = problems.length;
  const result = schema.safeParse(raw);
  for (const issue of result.error?.issues ?? []) problems.push(...problemsOf(issue, raw, source));
  problems.push(...misplacedSecrets(raw, source));
  return problems.length === before ? result.data : undefined;
}

function problemsOf(issue: z.core.$ZodIssue, raw: unknown, source: LayerSource): Problem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, path, source));
  }
  const key = path.join('.');
  const found = describe(at(raw, path));
  const expected =
    issue.code === 'invalid_value'
      ? `must be one of ${issue.values.join(', ')}`
      : plain(issue.message, issue);
  const prefixed = keyIn(source, key);
  return [
    {
      code: 'PNP_CONFIG_BAD_VALUE',
      message: `${prefixed || 'the config'} ${expected}, found ${found}`,
      hint: prefixed
        ? `correct or remove ${prefixed}`
        : `write an object with ${knownKeys([], false).join(', ')}`,
      where: source.where(prefixed),
    },
  ];
}

function unknownKey(key: string, path: readonly string[], source: LayerSource): Problem {
  const known = knownKeys(path, source.prefix !== undefined);
  const near = closest(key, known);
  return {
    code: 'PNP_CONFIG_UNKNOWN_KEY',
    message: `unknown key "${key}"`,
    hint: near ? `did you mean "${near}"?` : `the keys here are ${known.join(', ')}`,
    where: source.where(keyIn(source, [...path, key].join('.'))),
  };
}

/** Keys and connection strings where their values are shown to everybody: as the name of something. */
function misplacedSecrets(raw: unknown, source: LayerSource): Problem[] {
  const names = ['device', 'transport', 'provisioning', 'transport.use', 'provisioning.use'];
  return names.flatMap((key): Problem[] => {
    const value = at(raw, key.split('.'));
    if (typeof value !== 'string' || !looksSecret(value)) return [];
    return [
      {
        code: 'PNP_CONFIG_MISPLACED_SECRET',
        message: `${keyIn(source, key)} holds a connection string or a key, in place of a name`,
        hint: "write provisioning: { use: connection-string, connectionString: '${env:NAME}' }",
        where: source.where(keyIn(source, key)),
      },
    ];
  });
}

function keyIn({ prefix }: LayerSource, key: string): string {
  return [prefix, key].filter(Boolean).join('.');
}

function plain(message: string, issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && message.startsWith('Invalid')
    ? `must be a ${issue.expected}`
    : message;
}

function at(raw: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Readonly<Record<string, unknown>>)[key];
  }, raw);
}
