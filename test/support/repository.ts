import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole workspace. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.turbo', '.pnp', 'coverage']);

/** The files below a folder of the workspace whose names end so, by path from the root; what is built or installed is left out. */
export function files(folder: string, ending: string): string[] {
  const entries = readdirSync(path.join(ROOT, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : files(name, ending);
      return entry.name.endsWith(ending) ? [name] : [];
    })
    .toSorted();
}
