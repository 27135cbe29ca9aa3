import { closest, type Problem, type Where } from '@iotpnp/core';
import type { z } from 'zod';
import type { PnpConfig } from './config.types.js';
import { configSchema, KNOWN_KEYS } from './config-schema.js';

export interface LayerSource {
  /** Where a key of this layer is written. */
  where(key: string): Where;
}

/** The layer when it is sound; otherwise undefined, every fault told to `problems`. */
export function checkLayer(
  raw: unknown,
  source: LayerSource,
  problems: Problem[],
): PnpConfig | undefined {
  const result = configSchema.safeParse(raw);
  if (result.success) return result.data;
  for (const issue of result.error.issues) problems.push(...problemsOf(issue, raw, source));
  return undefined;
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
  return [
    {
      code: 'PNP_CONFIG_BAD_VALUE',
      message: `${key || 'the config'} ${expected}, found ${found}`,
      hint: key ? `correct or remove ${key}` : `write an object with ${KNOWN_KEYS['']!.join(', ')}`,
      where: source.where(key),
    },
  ];
}

function unknownKey(key: string, path: readonly string[], source: LayerSource): Problem {
  const known = KNOWN_KEYS[path.join('.')] ?? [];
  const near = closest(key, known);
  return {
    code: 'PNP_CONFIG_UNKNOWN_KEY',
    message: `unknown key "${key}"`,
    hint: near ? `did you mean "${near}"?` : `the keys here are ${known.join(', ')}`,
    where: source.where([...path, key].join('.')),
  };
}

function plain(message: string, issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && message.startsWith('Invalid')
    ? `must be a ${issue.expected}`
    : message;
}

function at(raw: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    raw,
  );
}

/** Names a value without showing what may be a secret: short words only. */
function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') {
    return /^[\w-]{0,20}$/.test(value) ? JSON.stringify(value) : 'another text';
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
