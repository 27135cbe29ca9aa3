import path from 'node:path';
import { rolldown, type RolldownBuild } from 'rolldown';
import { diagnosticError } from './diagnostic-error.js';
import { externals, type Imports } from './externals.js';
import { importError } from './import-error.js';
import type { LoadedModule } from './load-module.js';
import { moduleMeta } from './module-meta.js';
import { standardDecorators } from './standard-decorators.js';
import { importTemporary, temporaryFile } from './temporary-module.js';

/**
 * Runs a TypeScript module: bundled with what it imports by path, packages left to Node.
 * One file to import keeps stack traces right on every Node, with no loader hooks installed.
 */
export async function loadTypeScript(file: string): Promise<LoadedModule> {
  process.setSourceMapsEnabled(true);
  const target = temporaryFile(file);
  const imports: Imports = new Map();
  const { code, sources } = await bundle(file, target, imports);
  try {
    return { exports: await importTemporary(target, code), sources };
  } catch (error) {
    throw await importError(error, { file, imports, sources });
  }
}

async function bundle(file: string, target: string, imports: Imports) {
  let build: RolldownBuild | undefined;
  try {
    build = await rolldown({
      input: file,
      platform: 'node',
      treeshake: false,
      // an import of a type, not marked as one, is none of a value that is missing
      shimMissingExports: true,
      logLevel: 'silent',
      transform: {
        target: 'node20',
        decorator: { legacy: true, emitDecoratorMetadata: true },
      },
      plugins: [externals(imports), standardDecorators(), moduleMeta()],
    });
    const { output } = await build.generate({
      format: 'esm',
      sourcemap: 'inline',
      codeSplitting: false,
      keepNames: true,
      file: target,
    });
    const [chunk] = output;
    return { code: chunk.code, sources: chunk.moduleIds.filter((id) => path.isAbsolute(id)) };
  } catch (error) {
    throw diagnosticError(error, file);
  } finally {
    await build?.close();
  }
}
