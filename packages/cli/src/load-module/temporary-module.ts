import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cliError } from '../error-codes.js';

/** Beside the entry, where Node finds the packages and `#imports` the entry itself would find. */
export function temporaryFile(entry: string): string {
  const unique = `${process.pid}-${randomBytes(4).toString('hex')}`;
  return path.join(path.dirname(entry), `.pnp-${unique}.mjs`);
}

/** Imports code as if it stood in `file`. The file is gone when this is over, also when the process is ended meanwhile. */
export async function importTemporary(
  file: string,
  code: string,
): Promise<Readonly<Record<string, unknown>>> {
  const remove = () => rmSync(file, { force: true });
  process.once('exit', remove);
  try {
    write(file, code);
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } finally {
    remove();
    process.off('exit', remove);
  }
}

function write(file: string, code: string): void {
  try {
    writeFileSync(file, code, { flag: 'wx' });
  } catch (cause) {
    const folder = path.dirname(file);
    throw cliError(
      'PNP_MODULE_UNREADABLE',
      'TypeScript is run from a file beside it, which cannot be written',
      {
        hint: 'make the folder writable, or compile to JavaScript and run that: it needs no such file',
        where: { file: folder },
        cause,
      },
    );
  }
}
