import path from 'node:path';
import { closest, type Problem, type Where } from '@iotpnp/core';
import { checkLayer, checkProfile } from './check-layer.js';
import type { RawLayer } from './check-plugin-names.js';
import type { ConfigFile } from './config-file.js';
import type { ConfigValues, Origin } from './config.types.js';
import type { Env } from './env-layer.js';
import { interpolate } from './interpolate.js';
import type { Layer } from './layer.js';

export interface FileLayersContext {
  readonly env: Env;
  readonly profile: string | undefined;
  readonly problems: Problem[];
  /** Gets each layer as it was written, in order. */
  readonly raws: RawLayer[];
}

/**
 * The layers of a config file and of those it extends: first the chosen profile of each, then what
 * each says itself, always the extending one before the extended.
 */
export function fileLayers(
  files: readonly ConfigFile[],
  context: FileLayersContext,
): readonly Layer[] {
  const { profile, problems } = context;
  const profiles =
    profile === undefined ? [] : files.flatMap((file) => profileLayer(file, profile, context));
  if (profile !== undefined && !files.some(({ content }) => profile in profilesOf(content))) {
    problems.push(unknownProfile(profile, files));
  }
  const own = files.flatMap((file, at) => ownLayer(file, at, context));
  return [...profiles, ...own];
}

function ownLayer(file: ConfigFile, at: number, context: FileLayersContext): Layer[] {
  const referred = { interpolated: new Set<string>(), unresolved: new Map<string, Problem>() };
  // Of the profiles only the chosen one is looked into: the others may refer to what is not there.
  const { profiles, rest } = split(file.content);
  const where = whereIn(file);
  const content = interpolate(rest, { ...inside(file, context), ...referred, where });
  const raw = profiles === undefined ? content : { ...(content as object), profiles };
  context.raws.push({ raw, where });
  const values = checkLayer(raw, { where }, context.problems);
  const origin: Origin = { kind: at === 0 ? 'file' : 'extends', file: file.file };
  return values === undefined ? [] : [layer(values, file, { origin, ...referred })];
}

function profileLayer(file: ConfigFile, profile: string, context: FileLayersContext): Layer[] {
  const content = profilesOf(file.content)[profile];
  if (content === undefined) return [];
  const referred = { interpolated: new Set<string>(), unresolved: new Map<string, Problem>() };
  const prefix = `profiles.${profile}`;
  const where = (key: string) => whereIn(file)(key === '' ? prefix : `${prefix}.${key}`);
  const raw = interpolate(content, { ...inside(file, context), ...referred, where });
  context.raws.push({ raw, where });
  const source = { prefix, where: whereIn(file) };
  const values = checkProfile(raw, source, context.problems);
  const origin: Origin = { kind: 'profile', profile, file: file.file };
  return values === undefined ? [] : [layer(values, file, { origin, ...referred })];
}

function layer(
  values: ConfigValues,
  { file }: ConfigFile,
  { origin, ...referred }: { readonly origin: Origin } & Pick<Layer, 'interpolated' | 'unresolved'>,
): Layer {
  return { values, base: path.dirname(file), origin: () => origin, ...referred };
}

function inside({ file }: ConfigFile, { env }: FileLayersContext) {
  return { env, base: path.dirname(file) };
}

function whereIn({ file }: ConfigFile): (key: string) => Where {
  return (key) => ({ file, ...(key && { key }) });
}

function split(content: unknown): { readonly profiles: unknown; readonly rest: unknown } {
  if (typeof content !== 'object' || content === null)
    return { profiles: undefined, rest: content };
  const { profiles, ...rest } = content as { readonly profiles?: unknown };
  return { profiles, rest: Array.isArray(content) ? content : rest };
}

function profilesOf(content: unknown): Readonly<Record<string, unknown>> {
  const { profiles } = split(content);
  return typeof profiles === 'object' && profiles !== null
    ? (profiles as Readonly<Record<string, unknown>>)
    : {};
}

function unknownProfile(profile: string, files: readonly ConfigFile[]): Problem {
  const known = [...new Set(files.flatMap(({ content }) => Object.keys(profilesOf(content))))];
  const near = closest(profile, known);
  const listed =
    known.length > 0 ? `the profiles are ${known.join(', ')}` : 'there are no profiles';
  return {
    code: 'PNP_CONFIG_UNKNOWN_PROFILE',
    message: `there is no profile "${profile}"`,
    hint: near ? `did you mean "${near}"?` : listed,
    where: { ...(files[0] && { file: files[0].file }), key: 'profiles' },
  };
}
