import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'rolldown';
import { resolveTsconfig } from 'rolldown/experimental';
import { cliError } from '../error-codes.js';

/** The part of esbuild's interface used here. It is the app's own dependency, if any. */
interface Esbuild {
  transform(
    code: string,
    options: {
      loader: 'ts' | 'tsx';
      target: string;
      sourcefile: string;
      sourcemap: 'external';
      tsconfigRaw: { compilerOptions: Record<string, boolean> };
    },
  ): Promise<{ code: string; map: string }>;
}

/**
 * Lowers decorators as the standard has them in files whose tsconfig says `experimentalDecorators: false`.
 * The bundler cannot; esbuild can, and is asked when the app has it. Everywhere else decorators are
 * legacy ones: those of this framework mean the same in both conventions.
 */
export function standardDecorators(): Plugin {
  return {
    name: 'pnp:standard-decorators',
    transform: {
      filter: { id: /\.[cm]?tsx?$/, code: /@/ },
      async handler(code, id) {
        const { tsconfig, tsconfigFilePaths } = resolveTsconfig(id) ?? {};
        if (tsconfig?.compilerOptions.experimentalDecorators !== false) return null;
        const esbuild = await loadEsbuild(id, tsconfigFilePaths?.[0]);
        const useDefineForClassFields = tsconfig.compilerOptions.useDefineForClassFields ?? true;
        const compilerOptions = { experimentalDecorators: false, useDefineForClassFields };
        try {
          const made = await esbuild.transform(code, {
            loader: id.endsWith('x') ? 'tsx' : 'ts',
            target: 'es2022',
            sourcefile: id,
            sourcemap: 'external',
            tsconfigRaw: { compilerOptions },
          });
          return { code: made.code, map: made.map, moduleType: 'js' };
        } catch {
          return null; // the bundler, reading the same file, tells what is wrong with it
        }
      },
    },
  };
}

async function loadEsbuild(id: string, tsconfig: string | undefined): Promise<Esbuild> {
  try {
    const file = createRequire(id).resolve('esbuild');
    return (await import(pathToFileURL(file).href)) as Esbuild;
  } catch (cause) {
    throw cliError(
      'PNP_STANDARD_DECORATORS',
      'experimentalDecorators is false, and esbuild is missing',
      {
        hint: 'npm install --save-dev esbuild, or set "experimentalDecorators": true, or run compiled JavaScript',
        where: { file: tsconfig ?? id, key: 'compilerOptions.experimentalDecorators' },
        cause,
      },
    );
  }
}
