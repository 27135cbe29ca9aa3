// Applies the mutants of scripts/mutants, one at a time, and checks that the tests of each one's row notice, over each transport.
// Usage: npm run mutants [-- ROW ...]. Ends with 1 when a mutant survives, or a row of docs/conventions.md has none.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runnerImport } from 'vite';
import { install, ROOT } from './workspace/pnpm.mjs';
import { run } from './workspace/processes.mjs';
import { step } from './workspace/step.mjs';

const CONFIG = path.join(ROOT, 'scripts/mutants/vitest.config.ts');
const VITEST = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
const TRANSPORTS = ['memory', 'azure'];

/** The rows of the conventions, by their document. */
function rowsOfTheConventions() {
  const text = readFileSync(path.join(ROOT, 'docs/conventions.md'), 'utf8');
  return [...text.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, row]) => row);
}

/** How many tests of a row passed and failed over each transport, a mutant applied or none. */
async function testsOf(row, folder, mutant) {
  const report = path.join(folder, `${row}.json`);
  const reporters = ['--reporter=json', `--outputFile=${report}`];
  const args = [VITEST, 'run', '--config', CONFIG, ...reporters, '-t', `^${row} `];
  const env = { ...process.env, IOTPNP_MUTANT: mutant ? row : '' };
  await run(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const count = (transport, status) =>
    testResults
      .filter(({ name }) => path.basename(name) === `${transport}.test.ts`)
      .flatMap(({ assertionResults }) => assertionResults)
      .filter((result) => result.status === status).length;
  return TRANSPORTS.map((transport) => ({
    transport,
    passed: count(transport, 'passed'),
    failed: count(transport, 'failed'),
  }));
}

/** What is wrong with a mutant, or with the tests of its row; undefined when they notice it. */
async function fault({ row, file, find }, folder) {
  const occurs = readFileSync(path.join(ROOT, file), 'utf8').split(find).length - 1;
  if (occurs !== 1) return `its text occurs ${occurs} times in ${file}`;
  const sound = await testsOf(row, folder, false);
  const ill = sound.find(({ passed, failed }) => passed === 0 || failed > 0);
  if (ill) return `without it, ${ill.passed} pass and ${ill.failed} fail over ${ill.transport}`;
  const mutated = await testsOf(row, folder, true);
  const blind = mutated.find(({ failed }) => failed === 0);
  return blind ? `it survives over ${blind.transport}` : undefined;
}

async function all(asked) {
  const { code } = await step('install', install);
  if (code !== 0) return ['install'];
  const { module } = await runnerImport(path.join(ROOT, 'scripts/mutants/table.ts'));
  const rows = asked.length > 0 ? asked : rowsOfTheConventions();
  const survivors = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'iotpnp-mutants-'));
  try {
    for (const row of rows) {
      const mutants = module.MUTANTS.filter((each) => each.row === row);
      const [mutant] = mutants;
      const wrong =
        mutants.length === 1 ? await fault(mutant, folder) : `it has ${mutants.length} mutants`;
      if (wrong) survivors.push(row);
      console.log(`${row.padEnd(4)} ${wrong ? 'SURVIVED' : 'noticed '} ${mutant?.name ?? ''}`);
      if (wrong) console.log(`     ${wrong}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${rows.length - survivors.length} noticed, ${survivors.length} not`);
  return survivors;
}

const survivors = await all(process.argv.slice(2));
process.exitCode = survivors.length === 0 ? 0 : 1;
