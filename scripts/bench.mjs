// Sets everything up, then runs the benchmarks of bench/ on the built packages, one after the other.
// Usage: npm run bench [-- NAME ...]
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build as bundle } from 'esbuild';
import { build, install, ROOT } from './workspace/pnpm.mjs';
import { run } from './workspace/processes.mjs';
import { step } from './workspace/step.mjs';

const SOURCES = path.join(ROOT, 'bench');
/** Inside the workspace, so that packages are found from there. */
const OUT = path.join(ROOT, 'bench/dist');
/** Not benchmarks: what they are made of. */
const PARTS = new Set(['slices', 'child', 'hub-process', 'broker-process', 'load-process']);

async function compile() {
  const names = readdirSync(SOURCES).filter((name) => name.endsWith('.ts'));
  await bundle({
    entryPoints: names.map((name) => path.join(SOURCES, name)),
    outdir: OUT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    tsconfigRaw: {
      compilerOptions: { experimentalDecorators: true, useDefineForClassFields: true },
    },
  });
  return names.map((name) => path.parse(name).name).filter((name) => !PARTS.has(name));
}

async function all(asked) {
  for (const [name, action] of Object.entries({ install, build })) {
    const { code } = await step(name, action);
    if (code !== 0) return code;
  }
  try {
    for (const name of await compile()) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      console.log(`\n${name}, Node ${process.version}`);
      const args = ['--expose-gc', path.join(OUT, `${name}.mjs`)];
      const { code } = await run(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
      if (code !== 0) return code;
    }
  } finally {
    rmSync(OUT, { recursive: true, force: true });
  }
  return 0;
}

process.exitCode = await all(process.argv.slice(2));
