import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';

/** The root of the workspace. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const { packageManager } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url)));
const windows = process.platform === 'win32';

/**
 * Runs the workspace's own pnpm, which need not be installed, quietly; programs it runs find it on PATH.
 * @param {readonly string[]} args
 */
export function pnpm(...args) {
  return run('npx', ['--yes', packageManager, ...args], {
    cwd: ROOT,
    shell: windows,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
}

export const install = () => pnpm('install', '--frozen-lockfile');
export const build = () => pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only');
