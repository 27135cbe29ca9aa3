import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ROOT } from './repository.js';

/** Lets Microsoft's service clients reach a hub on any port. */
export const PRELOAD = path.join(ROOT, 'packages/hub/preload/host-with-port.cjs');

/** In front of a script given as text: what it was given, and how it tells. */
const PRELUDE = `
const input = JSON.parse(process.env.SCRIPT_INPUT);
const print = (value) => console.log(JSON.stringify(value ?? null));
`;

interface ScriptOptions {
  /** Text of an ES module, with `input` and `print(value)` there; or a file of any module kind. */
  readonly source: string | URL;
  /** PEM of the authority it trusts besides the usual ones. */
  readonly ca: string;
  /** JSON for the script; a file reads it from `SCRIPT_INPUT`. */
  readonly input?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** It is killed after so long. Default 25000. */
  readonly deadlineMs?: number;
}

/** A program of its own that uses official packages, unmodified. */
export interface OfficialScript extends AsyncDisposable {
  /** The next value it printed; rejects with what it said when it ends before. */
  next(): Promise<unknown>;
  /** All it still prints until it ends; rejects when it fails. */
  rest(): Promise<unknown[]>;
}

/** Starts a script in a process of its own; values come out as lines of JSON. */
export function startScript(options: ScriptOptions): OfficialScript {
  const { source, ca, input = null, env = {}, deadlineMs = 25_000 } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'pnp-script-'));
  const caFile = path.join(folder, 'ca.pem');
  writeFileSync(caFile, ca);
  const program =
    typeof source === 'string'
      ? ['--input-type=module', '--eval', PRELUDE + source]
      : [fileURLToPath(source)];
  const child = spawn(process.execPath, ['--require', PRELOAD, ...program], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_OPTIONS: '--no-deprecation',
      NODE_EXTRA_CA_CERTS: caFile,
      SCRIPT_INPUT: JSON.stringify(input),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(String(error)));
    child.once('close', (code, signal) => {
      clearTimeout(deadline);
      rmSync(folder, { recursive: true, force: true });
      resolve(code === 0 ? undefined : `the script ended with ${signal ?? code}`);
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextValue = async (): Promise<{ value: unknown } | undefined> => {
    for (;;) {
      const line = await lines.next();
      if (line.done === true) return undefined;
      try {
        return { value: JSON.parse(line.value) };
      } catch {
        said.push(`${line.value}\n`);
      }
    }
  };
  return {
    async next() {
      const printed = await nextValue();
      if (printed !== undefined) return printed.value;
      throw new Error(`${(await ended) ?? 'the script ended'}: ${said.join('')}`);
    },
    async rest() {
      const values: unknown[] = [];
      for (let printed = await nextValue(); printed; printed = await nextValue()) {
        values.push(printed.value);
      }
      const failure = await ended;
      if (failure !== undefined) throw new Error(`${failure}: ${said.join('')}`);
      return values;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs a script to its end; all it printed. */
export async function runScript(options: ScriptOptions): Promise<unknown[]> {
  await using script = startScript(options);
  return await script.rest();
}
