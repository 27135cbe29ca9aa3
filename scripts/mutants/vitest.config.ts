import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';
import { MUTANTS } from './table.js';

const root = path.resolve(import.meta.dirname, '../..');
const conditions = ['iotpnp-source'];
/** Whose mutant stands in for the original, if any. */
const mutant = MUTANTS.find(({ row }) => row === process.env['IOTPNP_MUTANT']);

/** Changes the one line as the file is loaded: the file itself stays as it is. */
const mutate: Plugin = {
  name: 'mutate',
  enforce: 'pre',
  load(id) {
    if (!mutant || id !== path.join(root, mutant.file)) return undefined;
    return readFileSync(id, 'utf8').replace(mutant.find, () => mutant.replace);
  },
};

export default defineConfig({
  root,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  plugins: [mutate],
  test: { include: ['test/conventions/{memory,azure}.test.ts'], testTimeout: 60_000, retry: 0 },
});
