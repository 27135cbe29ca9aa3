import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Problem, Where } from '@iotpnp/core';
import type { Env } from './env-layer.js';

/** `$${` is a `${` that is meant as it is. */
const REFERENCE = /\$\$\{|\$\{([^}]*)\}/gu;
const ENV = /^env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^]*))?$/u;
const FILE = /^file:(.+)$/u;

export interface InterpolateContext {
  readonly env: Env;
  /** What paths are relative to. */
  readonly base: string;
  where(key: string): Where;
  /** Gets, by key, what cannot be replaced: it matters only where the value counts. */
  readonly unresolved: Map<string, Problem>;
  /** Gets the keys whose values came from elsewhere. */
  readonly interpolated: Set<string>;
}

/**
 * A config with `${env:NAME}`, `${env:NAME:-default}` and `${file:path}` replaced in each of its texts.
 * What cannot be replaced stays as it is. Never a value in a message: it may be a key.
 */
export function interpolate(value: unknown, context: InterpolateContext, key = ''): unknown {
  if (typeof value === 'string') return text(value, context, key);
  if (Array.isArray(value)) {
    return value.map((item, at) => interpolate(item, context, join(key, String(at))));
  }
  if (!isPlainObject(value)) return value; // a plugin made in TypeScript stays what it is
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      interpolate(inner, context, join(key, name)),
    ]),
  );
}

function text(given: string, context: InterpolateContext, key: string): string {
  return given.replaceAll(REFERENCE, (all, reference: string | undefined) => {
    if (reference === undefined) return '${';
    const found = resolved(reference, context, key);
    if (found === undefined) return all;
    context.interpolated.add(key);
    return found;
  });
}

function resolved(reference: string, context: InterpolateContext, key: string): string | undefined {
  const [, variable, fallback] = ENV.exec(reference) ?? [];
  if (variable !== undefined) {
    const value = context.env[variable] || fallback;
    if (value !== undefined) return value;
    return fail(context, key, {
      code: 'PNP_CONFIG_ENV_UNSET',
      message: `${key} takes its value from ${variable}, which is not set`,
      hint: `set ${variable}, or write a default: \${env:${variable}:-...}`,
    });
  }
  const [, file] = FILE.exec(reference) ?? [];
  if (file !== undefined && !file.includes('${'))
    return contentOf(path.resolve(context.base, file), context, key);
  return fail(context, key, {
    code: 'PNP_CONFIG_BAD_REFERENCE',
    message: `${key} refers to "${reference.split(':')[0]?.slice(0, 20) ?? ''}", which is no kind of reference`,
    hint: 'write ${env:NAME}, ${env:NAME:-default} or ${file:path}; references do not nest, and $${ is a ${ as it is',
  });
}

/** Without the line break that editors put at the end. */
function contentOf(file: string, context: InterpolateContext, key: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/u, '');
  } catch (error) {
    const { code = 'it cannot be read' } = error as NodeJS.ErrnoException;
    return fail(context, key, {
      code: 'PNP_CONFIG_REFERRED_FILE',
      message: `${key} takes its value from ${file}, which cannot be read: ${code}`,
      hint: 'correct the path, which is relative to the config file, or the permissions',
    });
  }
}

function fail(
  context: InterpolateContext,
  key: string,
  problem: Omit<Problem, 'where'>,
): undefined {
  context.unresolved.set(key, { ...problem, where: context.where(key) });
  return undefined;
}

function join(key: string, name: string): string {
  return key === '' ? name : `${key}.${name}`;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !('apiVersion' in value);
}
