// Installs, builds and runs the example device against the embedded hub.
import path from 'node:path';
import { build, install, ROOT } from './workspace/pnpm.mjs';
import { run } from './workspace/processes.mjs';
import { step } from './workspace/step.mjs';

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
  const cwd = path.join(ROOT, 'examples/temperature-controller');
  const options = { cwd, stdio: 'inherit' };
  const { code } = await run(process.execPath, [command, 'start', '--local', ...args], options);
  return code;
}

process.exitCode = (await prepared()) || (await example(process.argv.slice(2)));
