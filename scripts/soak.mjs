// The random tests of test/property, the kills of test/kill and the bad clients of test/fuzz, many times as many as in CI, from a seed of its own;
// and the way of a new user, from an empty folder to a device that runs, with npm alone.
// Usage: npm run soak [-- TIMES [SEED]]. The seed is printed: with it a failure comes again.
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { install, ROOT } from './workspace/pnpm.mjs';
import { run } from './workspace/processes.mjs';
import { step } from './workspace/step.mjs';

const VITEST = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
const TESTS = ['test/property', 'test/kill', 'test/fuzz', 'test/cli/init.test.ts'];
const TIMES = 20;
const LARGEST_SEED = 2 ** 31 - 1;

async function soak([times = String(TIMES), seed = String(randomInt(LARGEST_SEED))]) {
  if (!/^\d+$/.test(times) || !/^\d+$/.test(seed)) {
    console.error(`"${times} ${seed}" are no whole numbers: npm run soak -- ${TIMES} 12345`);
    return 2;
  }
  const { code } = await step('install', install);
  if (code !== 0) return code;
  console.log(`${times} times the cases, seed ${seed}`);
  const env = {
    ...process.env,
    IOTPNP_PROPERTY_RUNS: times,
    IOTPNP_PROPERTY_SEED: seed,
    IOTPNP_NEW_USER: 'npm',
  };
  const result = await run(process.execPath, [VITEST, 'run', ...TESTS], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return result.code;
}

process.exitCode = await soak(process.argv.slice(2));
