import { transform } from 'esbuild';
import { defineConfig, type Plugin } from 'vitest/config';

/** Packages are tested from their sources: no build stands between an edit and its test. */
const conditions = ['iotpnp-source'];
const resolve = { conditions };
const ssr = { resolve: { conditions, externalConditions: conditions } };

/** Lowers standard (TC39) decorators, which vitest's own transformer leaves as they are. */
const standardDecorators: Plugin = {
  name: 'standard-decorators',
  enforce: 'pre',
  async transform(code, id) {
    const file = id.split('?')[0] ?? id;
    if (!file.endsWith('.ts') || file.includes('/node_modules/')) return undefined;
    const compilerOptions = { experimentalDecorators: false, useDefineForClassFields: true };
    const result = await transform(code, {
      loader: 'ts',
      sourcefile: file,
      sourcemap: true,
      target: 'es2022',
      tsconfigRaw: { compilerOptions },
    });
    return { code: result.code, map: result.map };
  },
};

/**
 * One load of the modules serves all files of a worker, in a third of the time: no module keeps state of its own. Not
 * where decorators are: two conventions must not meet in one worker.
 */
const isolate = false;
const DECORATED = ['core', 'testkit', 'middleware'];
const PLAIN = ['model', 'config', 'azure', 'hub', 'service', 'cli'];
/** What counts the timers of its process has one of its own: a neighbour's would be among them. */
const COUNTING = ['packages/hub/src/amqp/mutated-clients.test.ts'];
const sourcesOf = (packages: readonly string[]): string[] =>
  packages.map((name) => `packages/${name}/src/**/*.test.ts`);

export default defineConfig({
  test: {
    // Many wait for a process or a socket: both cores are used.
    maxWorkers: '100%',
    projects: [
      {
        resolve,
        ssr,
        oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
        test: { name: 'plain', isolate, include: sourcesOf(PLAIN), exclude: COUNTING },
      },
      {
        resolve,
        ssr,
        oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
        test: {
          name: 'legacy',
          include: [
            ...sourcesOf(DECORATED),
            ...COUNTING,
            'packages/*/type-tests/**/*.test.ts',
            'packages/cli/templates/**/*.test.ts',
            'examples/*/src/**/*.test.ts',
          ],
        },
      },
      {
        resolve,
        ssr,
        oxc: false,
        plugins: [standardDecorators],
        test: {
          // The same files again, decorators in the standard convention.
          name: 'standard',
          include: ['packages/core/src/**/*.test.ts'],
        },
      },
      {
        resolve,
        ssr,
        oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
        test: {
          name: 'end-to-end',
          isolate,
          include: ['test/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
