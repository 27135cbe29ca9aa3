import path from 'node:path';
import { devHub } from '../dev/dev-hub.js';
import { keepRunning, type ConfiguredLog } from '../dev/keep-running.js';
import { watchFiles } from '../dev/watch-files.js';
import { stopAfter } from '../lifecycle/stop.js';
import { createLog } from '../logging/create-log.js';
import { wantsColour } from '../logging/terminal.js';
import type { CommandContext } from './command-context.js';
import type { StartFlags } from './start.js';

/** Runs a device as `start` does, anew whenever one of its files is saved. The embedded hub stays. */
export async function dev(
  module: string | undefined,
  { duration, ...flags }: StartFlags,
  context: CommandContext,
): Promise<void> {
  const { stdin, stdout, stop, cwd, env } = context;
  const interactive = stdin.isTTY === true && stdout.isTTY === true;
  const logOf = (config?: ConfiguredLog) =>
    createLog({
      level: flags.verbose === true ? 'debug' : (config?.level ?? 'info'),
      format: config?.format ?? flags.log ?? (stdout.isTTY === true ? 'pretty' : 'json'),
      colour: wantsColour(env, stdout),
      output: stdout,
    });
  const timer = stopAfter(duration, stop);
  try {
    await using watcher = await watchFiles(foldersOf(module, flags, cwd));
    await using hub = devHub({ env, cwd });
    const task = { module, flags, interactive };
    const running = keepRunning({ task, cwd, signal: stop.signal, watcher, hub, logOf });
    stop.hold(running);
    await running;
  } finally {
    timer.clear();
  }
  logOf().info('closed');
}

/** Where a device lies whose config is not read yet: here, or where the command line says. */
function foldersOf(
  module: string | undefined,
  { config }: StartFlags,
  cwd: string,
): readonly string[] {
  const named = [module?.split('#')[0], config].filter((file) => file !== undefined);
  return [cwd, ...named.map((file) => path.dirname(path.resolve(cwd, file)))];
}
