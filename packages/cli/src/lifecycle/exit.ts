import type { Writable } from 'node:stream';

/** Ends the process when all that was written has gone out. Timers and sockets of the user's cannot hold it up. */
export async function exit(process: NodeJS.Process, code: number): Promise<void> {
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  process.exit(code);
}

function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.write('', () => resolve());
  });
}
