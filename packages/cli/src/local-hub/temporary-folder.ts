import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PREFIX = 'pnp-hub-';

/** Makes a folder for what goes with a hub. */
export function makeTemporary(): string {
  return mkdtempSync(path.join(tmpdir(), PREFIX));
}

/** Removes such a folder, and no other, whatever is asked for. */
export function removeTemporary(folder: string): void {
  if (path.basename(folder).startsWith(PREFIX)) rmSync(folder, { recursive: true, force: true });
}
