import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Env } from '@iotpnp/config';

/** Where the embedded hubs of this user that run now say so: for nobody else to read or write. */
export function runtimeFolder(env: Env): string {
  const given = env['XDG_RUNTIME_DIR'];
  if (given !== undefined && given !== '') return path.join(given, 'iotpnp');
  return path.join(tmpdir(), `iotpnp-${process.getuid?.() ?? 'user'}`);
}

/** Makes the folder. Whether it is there and this user's alone: what others could write is believed no word. */
export function ownsRuntimeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(folder);
    const me = process.getuid?.();
    return me === undefined || (uid === me && (mode & 0o077) === 0);
  } catch {
    return false; // a read-only system: hubs run, and are not found by themselves
  }
}
