import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const COMMAND = path.join(import.meta.dirname, '../../packages/cli/bin/pnp.js');
const ON_TERMINAL = path.join(import.meta.dirname, 'on-terminal.mjs');
export const FIXTURES = path.join(import.meta.dirname, 'fixtures');

export interface PnpOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** As if a person sat at a terminal. */
  readonly terminal?: boolean;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `pnp` command as a process, its standard streams no terminal. */
export class Pnp {
  readonly process: ChildProcessWithoutNullStreams;
  stdout = '';
  stderr = '';

  constructor(
    args: readonly string[],
    { cwd = FIXTURES, env = {}, terminal = false }: PnpOptions = {},
  ) {
    const { PATH = '', HOME = '' } = process.env;
    this.process = spawn(process.execPath, [terminal ? ON_TERMINAL : COMMAND, ...args], {
      cwd,
      env: { PATH, HOME, ...env },
    });
    this.process.stdout.on('data', (chunk) => (this.stdout += String(chunk)));
    this.process.stderr.on('data', (chunk) => (this.stderr += String(chunk)));
    this.process.stdin.end();
    // a test that fails half-way leaves nothing running
    const kill = () => this.process.kill('SIGKILL');
    process.once('exit', kill);
    this.process.once('close', () => process.off('exit', kill));
  }

  /** Resolves when standard output holds the text; rejects when the process ends without. */
  async printed(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      if (this.process.exitCode !== null)
        throw new Error(`ended without "${text}": ${this.stderr}`);
      await Promise.race([once(this.process.stdout, 'data'), once(this.process, 'close')]);
    }
  }

  async ended(): Promise<Ended> {
    if (this.process.exitCode === null) await once(this.process, 'close');
    return { code: this.process.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}

/** Runs `pnp` to its end. */
export function pnp(args: readonly string[], options?: PnpOptions): Promise<Ended> {
  return new Pnp(args, options).ended();
}
