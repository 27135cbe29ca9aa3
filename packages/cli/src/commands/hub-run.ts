import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { cliError } from '../error-codes.js';
import { openHub, type HubPlace } from '../local-hub/open-hub.js';
import { sampleEnv, SAMPLE_DEVICE } from '../local-hub/sample-env.js';
import type { CommandContext } from './command-context.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface HubRunFlags extends HubPlace {
  readonly deviceId?: string;
}

/** Runs a program against an embedded hub of its own, and ends as it ends. */
export async function hubRun(
  command: readonly string[],
  flags: HubRunFlags,
  context: CommandContext,
): Promise<void> {
  const { env, cwd, stop } = context;
  await using open = await openHub({ port: 0, ...flags }, context);
  const deviceId = flags.deviceId ?? SAMPLE_DEVICE;
  const given = await sampleEnv(open, { deviceId, env });
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env: { ...env, ...given }, stdio: 'inherit' });
  const ended = endOf(child, program).catch((error: unknown) => {
    context.exitWith(isMissing(error) ? 127 : 126);
    throw error;
  });
  stop.hold(ended);
  const forget = passSignals(child, context);
  // forced to end, nothing is left behind
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  try {
    context.exitWith(await ended);
  } finally {
    process.off('exit', kill);
    forget();
  }
}

/** The exit code as a shell has it: 128 and the number of the signal that ended it. */
function endOf(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'ENOENT' ? 'there is no such program' : cause.message;
      reject(
        cliError('PNP_CANNOT_RUN', `${JSON.stringify(program)} cannot be run: ${reason}`, {
          hint: 'write the program and its arguments behind --, as pnp hub run -- node app.js',
          where: { key: 'command line' },
          cause,
        }),
      );
    });
    child.once('close', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** A shell ends with 127 for a program there is not, and with 126 for one that cannot be run. */
function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/** What is asked of this process is asked of the program. A Ctrl-C at a terminal reaches it by itself. */
function passSignals(child: ChildProcess, context: CommandContext): () => void {
  const atTerminal = context.stdin.isTTY === true;
  const listeners = SIGNALS.map((signal) => {
    const listener = (): void => {
      if (signal !== 'SIGINT' || !atTerminal) child.kill(signal);
    };
    context.process.on(signal, listener);
    return { signal, listener };
  });
  return () => {
    for (const { signal, listener } of listeners) context.process.off(signal, listener);
  };
}
