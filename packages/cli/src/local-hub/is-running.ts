import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import process from 'node:process';

/** Long for a machine that is busy; a listener of this machine answers within a millisecond. */
const PROBE_MS = 1_000;
const ANYWHERE = new Set(['0.0.0.0', '::']);

/** Whether a process is there; one that was killed, and whose parent has not looked, is none. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

/** Whether somebody listens there. */
export function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: ANYWHERE.has(host) ? 'localhost' : host, port });
    const tell = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(PROBE_MS, () => tell(false));
    socket.once('connect', () => tell(true));
    socket.once('error', () => tell(false));
  });
}

/** Source: proc(5), the state behind the name in parentheses. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // not of Linux, or just gone
  }
}
