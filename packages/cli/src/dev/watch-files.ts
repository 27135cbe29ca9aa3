import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import { cliError } from '../error-codes.js';
import { packageFolder } from '../identity/data-folder.js';
import { ChangeQueue } from './change-queue.js';
import { isRelevant, isSkipped } from './relevant.js';

export interface Watcher extends AsyncDisposable {
  /** The packages that are watched whole. */
  readonly packages: readonly string[];
  readonly changes: ChangeQueue;
  /** What the device is made of, wherever it is. */
  follow(files: readonly string[]): void;
  /** Whether the device could not be run. */
  failed: boolean;
}

const OPTIONS = { ignoreInitial: true, followSymlinks: false };

/** Watches the packages in which these folders lie. Resolves when no change from now on is missed. */
export async function watchFiles(folders: readonly string[]): Promise<Watcher> {
  const places = [...new Set(folders.map((folder) => placeOf(folder)))];
  const packages = places.filter((folder) => isPackage(folder));
  const known = { files: new Set<string>(), failed: false };
  const changes = new ChangeQueue();
  const trees = watch(packages, {
    ...OPTIONS,
    ignored: (file) => packages.every((folder) => !isWatched(file, folder)),
  });
  // folders of their own rather than files: editors replace a file by another of its name
  const single = watch([], { ...OPTIONS, depth: 0 });
  for (const watcher of [trees, single]) {
    watcher.on('all', (_event, file) => {
      if (isRelevant(file, known)) changes.add(file);
    });
    watcher.on('error', (error) => changes.fail(cannotWatch(error)));
  }
  await Promise.all([
    ...(packages.length > 0 ? [once(trees, 'ready')] : []),
    added(
      single,
      places.filter((folder) => !packages.includes(folder)),
    ),
  ]);
  return {
    packages,
    changes,
    follow(files) {
      for (const file of files) known.files.add(file);
      const apart = files.filter((file) => packages.every((folder) => !isWatched(file, folder)));
      single.add([...new Set(apart.map((file) => path.dirname(file)))]);
    },
    get failed() {
      return known.failed;
    },
    set failed(failed) {
      known.failed = failed;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([trees.close(), single.close()]);
    },
  };
}

/** The package a folder lies in; the folder itself where there is none, or all of a person's files would be it. */
function placeOf(folder: string): string {
  const found = packageFolder(folder);
  return found === undefined || found === homedir() ? folder : found;
}

function isPackage(folder: string): boolean {
  return existsSync(path.join(folder, 'package.json')) && folder !== homedir();
}

/** Whether a file belongs to the package in this folder, and to no other in a folder below. */
function isWatched(file: string, folder: string): boolean {
  const parts = path.relative(folder, file).split(path.sep);
  if (parts[0] === '..' || parts.some((part) => isSkipped(part))) return false;
  return parts.every(
    (part, at) => part === '' || !isPackage(path.join(folder, ...parts.slice(0, at + 1))),
  );
}

async function added(watcher: FSWatcher, folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  watcher.add([...folders]);
  await once(watcher, 'ready');
}

function cannotWatch(cause: unknown) {
  const { code, message } = cause as NodeJS.ErrnoException;
  return cliError('PNP_CANNOT_WATCH', `changes of files cannot be heard of: ${code ?? message}`, {
    hint: 'on Linux, raise fs.inotify.max_user_watches; or run pnp start, which watches nothing',
    cause,
  });
}
