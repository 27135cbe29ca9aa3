import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../support/repository.js';

/** What of this process's environment would not be there for a person at a shell. */
const OURS = /^(?:npm_|pnpm_|XDG_|VITEST|INIT_CWD$|NODE_ENV$|NODE_OPTIONS$|TEST$)/i;
/** How the registry is reached that is not ours, wherever that is written. */
const REACHED_BY = ['registry', 'cafile'];
const PACKAGE_MANAGER = (
  JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { packageManager: string }
).packageManager;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Somebody with an empty home, an empty folder to work in, and a registry for the scope of these packages. */
export interface NewUser extends Disposable {
  readonly folder: string;
  run(command: string, ...args: string[]): Promise<Ran>;
}

/** `cache`: what npm has fetched for others on this machine; without, this user's own, empty one. */
export function newUser({ url, cache }: { url: string; cache?: string }): NewUser {
  const home = mkdtempSync(path.join(tmpdir(), 'pnp-new-user-'));
  const folder = path.join(home, 'thermostat');
  mkdirSync(folder);
  writeFileSync(path.join(home, '.npmrc'), `@iotpnp:registry=${url}\n`);
  const kept = Object.entries(process.env).filter(([name]) => !OURS.test(name));
  const reached = REACHED_BY.map((key) => [key, setting('npm', 'config', 'get', key)] as const);
  const env = {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(
      reached.flatMap(([key, value]) => (value === 'null' ? [] : [[`npm_config_${key}`, value]])),
    ),
    ...(cache !== undefined && { npm_config_cache: cache }),
    npm_config_update_notifier: 'false',
    HOME: home,
    TMPDIR: home,
    XDG_RUNTIME_DIR: home,
  };
  return {
    folder,
    run: (command, ...args) => ran(command, args, { cwd: folder, env }),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Packs the packages of this workspace as they are published. Resolves to the folder of the tarballs. */
export async function packed(folder: string): Promise<string> {
  const options = { cwd: ROOT, env: process.env };
  const filters = ['--filter', '@iotpnp/*'];
  const pack = [...filters, 'pack', '--pack-destination', folder, '--silent'];
  const { code, stderr } = await ran('npx', ['--yes', PACKAGE_MANAGER, ...pack], options);
  if (code !== 0) throw new Error(`the packages cannot be packed: ${stderr}`);
  return folder;
}

/**
 * Installs by this workspace's package manager out of what is on this machine already, in a tenth of the time, where
 * the project may import what its package.json names and nothing else.
 */
export function quickInstall(user: NewUser): Promise<Ran> {
  const store = setting('npx', '--yes', PACKAGE_MANAGER, 'store', 'path');
  const options = ['install', '--ignore-scripts', '--store-dir', store];
  return user.run('npx', '--yes', PACKAGE_MANAGER, ...options);
}

export const npmCache = () => setting('npm', 'config', 'get', 'cache');

function setting(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

function ran(command: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const started = performance.now();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr, seconds: (performance.now() - started) / 1_000 });
    });
  });
}
