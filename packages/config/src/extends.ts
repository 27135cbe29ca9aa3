import path from 'node:path';
import { PnpError, type Problem } from '@iotpnp/core';
import { readExactly, type ConfigFile, type LoadModule } from './config-file.js';
import { resolveModule } from './resolve-module.js';

/** A config file with all that it extends, in order of precedence: itself first. */
export async function withExtended(
  file: ConfigFile,
  loadModule: LoadModule,
  problems: Problem[],
): Promise<readonly ConfigFile[]> {
  return collect(file, { loadModule, problems, chain: [file.file] });
}

interface Context {
  readonly loadModule: LoadModule;
  readonly problems: Problem[];
  /** The files on the way to here. */
  readonly chain: readonly string[];
}

async function collect(file: ConfigFile, context: Context): Promise<readonly ConfigFile[]> {
  const collected: ConfigFile[] = [file];
  // of several the later outranks the earlier
  for (const name of namesIn(file.content).toReversed()) {
    const base = await extended(name, file, context);
    if (base === undefined) continue;
    const chain = [...context.chain, base.file];
    collected.push(...(await collect(base, { ...context, chain })));
  }
  return collected;
}

async function extended(
  name: string,
  { file }: ConfigFile,
  { loadModule, problems, chain }: Context,
): Promise<ConfigFile | undefined> {
  const where = { file, key: 'extends' };
  const target = resolveModule(name, path.dirname(file));
  if (target === undefined) {
    problems.push({
      code: 'PNP_CONFIG_EXTENDS_MISSING',
      message: `there is no config "${name}" to extend`,
      hint: name.startsWith('.')
        ? 'correct the path, which is relative to the config file'
        : `install it: npm install --save-dev ${name}`,
      where,
    });
    return undefined;
  }
  if (chain.includes(target)) {
    const names = [...chain.slice(chain.indexOf(target)), target].map((each) =>
      path.basename(each),
    );
    problems.push({
      code: 'PNP_CONFIG_EXTENDS_CYCLE',
      message: `configs extend each other in a circle: ${names.join(' -> ')}`,
      hint: 'remove one of these extends',
      where,
    });
    return undefined;
  }
  try {
    return await readExactly(target, loadModule);
  } catch (error) {
    if (!(error instanceof PnpError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** What is no name is told by the check of the file itself. */
function namesIn(content: unknown): readonly string[] {
  if (typeof content !== 'object' || content === null) return [];
  const { extends: given } = content as { readonly extends?: unknown };
  const names: readonly unknown[] = Array.isArray(given) ? given : [given];
  return names.filter((name): name is string => typeof name === 'string' && name !== '');
}
