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
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  stdout = '';
  stderr = '';

  constructor(
    args: readonly string[],
    { cwd = FIXTURES, env = {}, terminal = false }: PnpOptions = {},
  ) {
    this.#args = args;
    this.#env = env;
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
    this.#refuseSecrets();
    return { code: this.process.exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  /** Commands that run or look at a device print no key, no signature and no token, whatever happens to them. */
  #refuseSecrets(): void {
    if (!this.#isOfDevice) return;
    const output = this.stdout + this.stderr;
    const found = [...this.#given, ...SECRETS].find((secret) =>
      typeof secret === 'string' ? output.includes(secret) : secret.test(output),
    );
    if (found !== undefined) throw new Error(`a secret was printed: ${String(found)}`);
  }

  get #isOfDevice(): boolean {
    return OF_DEVICE.has(this.#args[0] ?? '');
  }

  /** The keys it was given, as they are and percent-encoded. */
  get #given(): readonly string[] {
    const texts = [...this.#args, ...Object.values(this.#env)];
    const keys = texts.flatMap((text) => /SharedAccessKey=([^;\s]{8,})/u.exec(text)?.[1] ?? []);
    return keys.flatMap((key) => [key, encodeURIComponent(key)]);
  }
}

/** Runs `pnp` to its end. */
export function pnp(args: readonly string[], options?: PnpOptions): Promise<Ended> {
  return new Pnp(args, options).ended();
}

const OF_DEVICE = new Set(['start', 'dev', 'config', 'plugins', 'doctor']);
const SECRETS = [
  /SharedAccessKey=[A-Za-z0-9+/%]{16,}/u,
  /\bsig=[A-Za-z0-9+/%]{16,}/u,
  /PRIVATE KEY/u,
];
