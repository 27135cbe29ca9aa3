// Installs, builds, lints, type-checks and tests. Every check runs; the last line counts them all.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, install, pnpm, ROOT } from './workspace/pnpm.mjs';
import { run } from './workspace/processes.mjs';
import { step } from './workspace/step.mjs';

const REPORT = path.join(ROOT, 'node_modules/.cache/vitest-report.json');

const checks = {
  build,
  lint: () => pnpm('run', 'lint'),
  format: () => pnpm('run', 'format:check'),
  types: () => pnpm('run', 'typecheck'),
};

/** vitest shows its own progress; what it counted is read from its report. */
async function tests() {
  rmSync(REPORT, { force: true });
  const command = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const options = { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] };
  const { code } = await run(process.execPath, [command, 'run', ...reporters], options);
  return { code, ...counted() };
}

function counted() {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(
      readFileSync(REPORT, 'utf8'),
    );
    const unloaded = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    return { passed: numPassedTests, failed: numFailedTests + unloaded.length };
  } catch {
    return { passed: 0, failed: 0 }; // no report: vitest itself is the check that failed
  }
}

async function all() {
  const failures = [];
  const { code: installed } = await step('install', install);
  if (installed !== 0) return { passed: 0, failures: ['install'], failedTests: 0 };
  for (const [name, check] of Object.entries(checks)) {
    const { code } = await step(name, check);
    if (code !== 0) failures.push(name);
  }
  const { code, passed, failed } = await tests();
  if (code !== 0) failures.push('tests');
  const checked = Object.keys(checks).length + 2 - failures.length;
  return { passed: passed + checked, failures, failedTests: failed };
}

const { passed, failures, failedTests } = await all();
if (failures.length > 0) console.log(`\nfailed: ${failures.join(', ')}`);
console.log(`${passed} passed, ${failures.length + failedTests} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
