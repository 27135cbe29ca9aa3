import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cliError } from '../error-codes.js';

/** Where the embedded hub of an app keeps its certificate and its twins: `.pnp/hub` in the app's package, out of git's sight. */
export function defaultDataFolder(deviceFile: string): string {
  const own = path.dirname(deviceFile);
  const folder = path.join(packageFolder(own) ?? own, '.pnp');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, '.gitignore'), '*\n');
  } catch (cause) {
    throw cliError('PNP_DATA_FOLDER', 'the folder for the embedded hub cannot be written', {
      hint: 'choose another with --data',
      where: { file: folder },
      cause,
    });
  }
  return path.join(folder, 'hub');
}

function packageFolder(folder: string): string | undefined {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : packageFolder(parent);
}
