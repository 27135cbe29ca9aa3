import type { CommandContext } from '../commands/command-context.js';
import { cliError } from '../error-codes.js';
import { report } from '../errors/report.js';
import { wantsColour } from '../logging/terminal.js';
import { exit } from './exit.js';
import { stopOnSignals } from './on-signals.js';
import { createStop, stopped, type Stop } from './stop.js';

/** Closing gets this long, so that a stopped program is gone within two seconds. */
const CLOSE_MS = 1_700;

/** Does the work of a process and ends it: signals are requests to stop, errors a page on standard error. Never rejects. */
export async function runProcess(
  process: NodeJS.Process,
  work: (context: CommandContext) => Promise<unknown>,
): Promise<void> {
  const { argv, env, stdin, stdout, stderr } = process;
  const cwd = process.cwd();
  const stop = createStop();
  const fail = (error: unknown) => {
    const verbose = argv.includes('--verbose');
    stderr.write(report(error, { cwd, verbose, colour: wantsColour(env, stderr) }));
  };
  let code = 0;
  stopOnSignals(stop, {
    process,
    now: () => performance.now(),
    force: () => {
      fail(
        cliError('PNP_FORCED', 'stopped before all was closed', {
          hint: 'wait for the first signal to be served',
        }),
      );
      void exit(process, 130);
    },
  });
  stopOnClosedOutput(process, stop);
  const unexpected = (error: unknown) => {
    fail(error);
    code = 1;
    stop.request();
  };
  process.on('unhandledRejection', unexpected);
  process.on('uncaughtException', unexpected);

  const exitWith = (asked: number) => (code = asked);
  const context = { cwd, env, stdin, stdout, stderr, stop, process, exitWith };
  try {
    await Promise.race([work(context), deadline(stop)]);
  } catch (error) {
    fail(error);
    // whoever failed may have asked for another, as a shell has it
    if (code === 0) code = 1;
  }
  await exit(process, code);
}

/** A reader that went away (`pnp start | head`) is a request to stop, not a crash. */
function stopOnClosedOutput({ stdout, stderr }: NodeJS.Process, stop: Stop): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => stop.request());
}

async function deadline(stop: Stop): Promise<never> {
  await stopped(stop);
  await stop.released();
  await new Promise((resolve) => {
    setTimeout(resolve, CLOSE_MS);
  });
  throw cliError('PNP_CLOSE_TIMEOUT', `not all was closed within ${CLOSE_MS} ms`, {
    hint: 'what the device sent last may be lost; --verbose shows what it was doing',
  });
}
