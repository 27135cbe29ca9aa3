import { explainConfig, type Origin, type ResolvedConfig } from '@iotpnp/config';
import { shownPath } from '../errors/shown-path.js';
import { readConfig, type ConfigFlags } from '../identity/read-config.js';
import { print, type CommandContext } from './command-context.js';

export interface ConfigCommandFlags extends ConfigFlags {
  readonly json?: boolean;
}

/** Prints the config that counts here: each value with where it came from, secrets redacted. */
export async function config(flags: ConfigCommandFlags, context: CommandContext): Promise<void> {
  const resolved = await readConfig({ ...flags, allowUnresolved: true }, context);
  const { unresolved } = resolved;
  if (unresolved.size > 0) context.exitWith(1);
  const values = explainConfig(resolved);
  if (flags.json === true) {
    const { file, profile } = resolved;
    const missing = [...unresolved].map(([key, { code, message }]) => ({ key, code, message }));
    print(context, JSON.stringify({ file, profile, values, unresolved: missing }));
    return;
  }
  const rows = values.map(({ key, value, origin, interpolated }) => [
    key,
    shownValue(key, value, context.cwd),
    `${shownOrigin(origin, context.cwd)}${interpolated ? ', by a reference' : ''}`,
  ]);
  print(context, headline(resolved, context.cwd));
  for (const line of table(rows)) print(context, line);
  for (const { message } of unresolved.values()) print(context, `! ${message}`);
}

function headline({ file, profile }: ResolvedConfig, cwd: string): string {
  const where = file === undefined ? 'no config file' : shownPath(file, cwd);
  return profile === undefined ? where : `${where}, profile ${profile}`;
}

function shownValue(key: string, value: unknown, cwd: string): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return ['device', 'state'].includes(key) ? shownPath(value, cwd) : value;
}

function shownOrigin(origin: Origin | undefined, cwd: string): string {
  switch (origin?.kind) {
    case 'override':
      return 'command line';
    case 'env':
      return origin.name;
    case 'file':
      return shownPath(origin.file, cwd);
    case 'extends':
      return `${shownPath(origin.file, cwd)} (extended)`;
    case 'profile':
      return `${shownPath(origin.file, cwd)}, profile ${origin.profile}`;
    default:
      return 'default';
  }
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, at) => Math.max(widest[at] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd(),
  );
}
