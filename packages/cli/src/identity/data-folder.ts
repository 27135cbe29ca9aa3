import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cliError } from '../error-codes.js';

/** Where the embedded hub of an app keeps its certificate and its twins: `.pnp/hub` in the app's package, out of git's sight. */
export function defaultDataFolder(deviceFile: string): string {
  return path.join(pnpFolder(deviceFile), 'hub');
}

/** Where plugins of an app remember what outlives it: `.pnp/state.json` in the app's package. */
export function defaultStateFile(deviceFile: string): string {
  return path.join(pnpFolder(deviceFile), 'state.json');
}

/** `.pnp` in the app's package, made when it is not there. */
function pnpFolder(deviceFile: string): string {
  const own = path.dirname(deviceFile);
  const folder = path.join(packageFolder(own) ?? own, '.pnp');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, '.gitignore'), '*\n');
  } catch (cause) {
    throw cliError(
      'PNP_DATA_FOLDER',
      'the folder for what is kept between runs cannot be written',
      {
        hint: 'choose another with --data for the hub, with state in the config for plugins',
        where: { file: folder },
        cause,
      },
    );
  }
  return folder;
}

/** The nearest folder upward that holds a package.json. */
export function packageFolder(folder: string): string | undefined {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : packageFolder(parent);
}
