import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildTask, FromChild, FromParent } from './messages.js';

/** A device that runs in a process of its own. */
export interface DeviceProcess {
  /** Resolves to the exit code; undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
  readonly send: (message: FromParent) => void;
  /** Asks it to close in order; ends it when it has not done so in this time. Resolves when it is gone. */
  readonly stop: (patienceMs: number) => Promise<void>;
}

export interface DeviceProcessOptions {
  readonly cwd: string;
  readonly onMessage: (message: FromChild) => void;
}

const CHILD = fileURLToPath(new URL('child.js', import.meta.url));

/**
 * Starts a device in a process of its own: timers, sockets and modules of the version before are gone with its
 * process, and an endless loop or a crash leaves the hub and what watches alone.
 */
export function startDevice(
  task: ChildTask,
  { cwd, onMessage }: DeviceProcessOptions,
): DeviceProcess {
  const args = [JSON.stringify(task), ...(task.flags.verbose === true ? ['--verbose'] : [])];
  const child = fork(CHILD, args, { cwd, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('exit', (code) => resolve(code ?? undefined));
  });
  const send = (message: FromParent) => {
    // it may end at any time: then there is nobody to tell
    if (child.connected) child.send(message, () => {});
  };
  child.on('message', (message) => onMessage(message as FromChild));
  return {
    ended,
    send,
    async stop(patienceMs) {
      send({ type: 'stop' });
      const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
