// Installs, builds and runs the example device against the embedded hub.
import path from 'node:path';
import { swallowed } from './workspace/arguments.mjs';
import { build, install, ROOT } from './workspace/pnpm.mjs';
import { run } from './workspace/processes.mjs';
import { step } from './workspace/step.mjs';

const EXAMPLE = path.join(ROOT, 'examples/temperature-controller');

async function prepared() {
  for (const [name, action] of [
    ['install', install],
    ['build', build],
  ]) {
    const { code } = await step(name, action);
    if (code !== 0) return code;
  }
  return 0;
}

async function example(args) {
  const command = path.join(ROOT, 'packages/cli/bin/pnp.js');
  const options = { cwd: EXAMPLE, stdio: 'inherit' };
  const { code } = await run(process.execPath, [command, 'start', '--local', ...args], options);
  return code;
}

async function start(args) {
  const fault = swallowed(args, EXAMPLE);
  if (fault === undefined) return (await prepared()) || (await example(args));
  console.error(fault);
  return 1;
}

process.exitCode = await start(process.argv.slice(2));
