import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pnp } from './pnp.js';

/** The environment of a user of their own, whose embedded hubs nobody else finds. */
export interface User extends Disposable {
  /** All that is written outside a data folder goes here. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

export function user(): User {
  const folder = mkdtempSync(path.join(tmpdir(), 'pnp-user-'));
  return {
    folder,
    env: { XDG_RUNTIME_DIR: folder, TMPDIR: folder },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What `pnp hub --json` says first. */
export interface Facts {
  readonly host: string;
  readonly port: number;
  readonly hostName: string;
  readonly caFile: string;
  readonly serviceConnectionString: string;
  readonly eventHubConnectionString: string;
  readonly dps: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** A `pnp hub` that runs. */
export interface RunningHub extends AsyncDisposable {
  readonly running: Pnp;
  readonly facts: Facts;
}

export async function hubOf(of: User, ...options: string[]): Promise<RunningHub> {
  const running = new Pnp(['hub', '--port', '0', '--json', ...options], { env: of.env });
  await running.printed('}\n');
  return {
    running,
    facts: JSON.parse(running.stdout.split('\n')[0] ?? '') as Facts,
    async [Symbol.asyncDispose]() {
      running.process.kill('SIGINT');
      await running.ended();
    },
  };
}
