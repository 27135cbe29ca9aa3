import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve } from 'import-meta-resolve';

const EXTENSIONS = ['', '.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.yaml', '.yml'];

/** The file behind a path (`./x`, absolute) or a package, as seen from a folder; `undefined` when there is none. */
export function resolveModule(name: string, folder: string): string | undefined {
  if (isPath(name)) {
    const file = path.resolve(folder, name);
    return EXTENSIONS.map((extension) => file + extension).find(isFile);
  }
  try {
    const parent = pathToFileURL(path.join(folder, 'noname.js')).href;
    const url = resolve(name, parent);
    if (!url.startsWith('file:')) return undefined;
    const file = fileURLToPath(url);
    return isFile(file) ? file : undefined;
  } catch {
    // not installed, or its `exports` have no such entry
    return undefined;
  }
}

export function isPath(name: string): boolean {
  return name.startsWith('./') || name.startsWith('../') || path.isAbsolute(name);
}

function isFile(file: string): boolean {
  return existsSync(file) && statSync(file).isFile();
}
