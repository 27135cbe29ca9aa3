// What `pnp start` says to each of the runs in standard input, one JSON text for all: of the built command, in one process.
import { text } from 'node:stream/consumers';
import { start } from '../../packages/cli/dist/commands/start.js';
import { report } from '../../packages/cli/dist/errors/report.js';
import { createStop } from '../../packages/cli/dist/lifecycle/stop.js';

const pages = [];
for (const { folder, module, flags, env } of JSON.parse(await text(process.stdin))) {
  const stdout = { write: () => true };
  const context = { cwd: folder, env, stdin: {}, stdout, stop: createStop() };
  try {
    await start(module, flags, context);
    pages.push('it started');
  } catch (error) {
    pages.push(report(error, { cwd: folder, verbose: false, colour: false }));
  }
}
process.stdout.write(JSON.stringify(pages));
