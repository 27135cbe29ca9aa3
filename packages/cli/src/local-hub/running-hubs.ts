import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Env } from '@iotpnp/config';
import { answers, isAlive } from './is-running.js';
import { ownsRuntimeFolder, runtimeFolder } from './runtime-folder.js';
import { removeTemporary } from './temporary-folder.js';

/** An embedded hub that runs on this machine, as the other commands find it. */
export interface RunningHub {
  readonly pid: number;
  readonly port: number;
  /** Where it listens. */
  readonly host: string;
  /** The folder for temporary files that goes with it. */
  readonly folder?: string | undefined;
  /** As in `HostName=`. */
  readonly hostName: string;
  /** PEM. */
  readonly ca: string;
  /** A secret. */
  readonly serviceConnectionString: string;
  readonly dps: {
    readonly idScope: string;
    /** A secret. */
    readonly serviceConnectionString: string;
  };
}

/** Lets the other commands find a hub of this process. Returns how to take that back. */
export function announce(hub: Omit<RunningHub, 'pid'>, env: Env): () => void {
  const folder = runtimeFolder(env);
  if (!ownsRuntimeFolder(folder)) return () => {};
  const file = path.join(folder, `${hub.port}.json`);
  writeFileSync(file, JSON.stringify({ pid: process.pid, ...hub }), { mode: 0o600 });
  const takeBack = (): void => rmSync(file, { force: true });
  // however the process ends, short of a kill
  process.once('exit', takeBack);
  return () => {
    process.off('exit', takeBack);
    takeBack();
  };
}

/** The embedded hubs of this user that run now. What those left that were killed is removed. */
export async function runningHubs(env: Env): Promise<readonly RunningHub[]> {
  const folder = runtimeFolder(env);
  if (!ownsRuntimeFolder(folder)) return [];
  const noted = readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const hub = read(file);
      if (hub !== undefined && isAlive(hub.pid)) return [hub];
      rmSync(file, { force: true });
      if (hub?.folder !== undefined) removeTemporary(hub.folder);
      return [];
    });
  // another process may have the number of one that was killed
  const there = await Promise.all(noted.map(({ host, port }) => answers(host, port)));
  return noted.filter((_, index) => there[index]);
}

function read(file: string): RunningHub | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunningHub;
  } catch {
    return undefined; // just removed, or half written by one that was killed
  }
}
