import { CommanderError } from 'commander';
import { start } from './commands/start.js';
import type { CommandContext } from './commands/command-context.js';
import { runProcess } from './lifecycle/run-process.js';
import { argumentError, createProgram } from './program.js';

/** Runs the `pnp` command of a process to its end. Never rejects: it ends the process. */
export function main(process: NodeJS.Process): Promise<void> {
  return runProcess(process, (context) => runCommand(process.argv, context));
}

async function runCommand(argv: readonly string[], context: CommandContext): Promise<void> {
  const program = createProgram({
    start: (module, flags) => start(module, flags, context),
    run: (command) => command(context),
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const told = argumentError(error);
    if (told !== undefined) throw told;
    context.exitWith(error.exitCode);
  }
}
