import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchFiles } from './watch-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-watch-'));
  write('app/package.json', '{}');
  write('app/src/pump.ts', '');
  write('lib/shared.ts', '');
  write('lib/beside.ts', '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const { signal } = new AbortController();

it('the whole package is watched in which the device lies, new folders too', async () => {
  await using watcher = await watchFiles([path.join(folder, 'app/src')]);
  expect(watcher.packages).toEqual([path.join(folder, 'app')]);
  const file = write('app/new/folder/part.ts', '');
  expect((await watcher.changes.next(signal))?.files).toEqual([file]);
});

it('another package in a folder below is left alone, but for what the device is made of', async () => {
  write('app/packages/other/package.json', '{}');
  write('app/packages/other/src/main.ts', '');
  await using watcher = await watchFiles([path.join(folder, 'app')]);
  write('app/packages/other/src/main.ts', 'changed');
  const file = write('app/src/pump.ts', 'changed');
  expect((await watcher.changes.next(signal))?.files).toEqual([file]);
  watcher.follow([path.join(folder, 'app/packages/other/src/main.ts')]);
  await expect
    .poll(() => {
      write('app/packages/other/src/main.ts', String(Math.random()));
      return watcher.changes.isEmpty;
    })
    .toBe(false);
});

it('a source outside of it is followed, also where an editor puts another in its place', async () => {
  await using watcher = await watchFiles([path.join(folder, 'app')]);
  const shared = path.join(folder, 'lib/shared.ts');
  watcher.follow([shared]);
  // until the folder is watched, a change of it may go unheard
  await expect
    .poll(async () => {
      renameSync(write('lib/.swap', String(Math.random())), shared);
      return watcher.changes.isEmpty;
    })
    .toBe(false);
  expect((await watcher.changes.next(signal))?.files).toContain(shared);
});

it('without a package only the folder itself is watched', async () => {
  const bare = path.join(folder, 'lib');
  await using watcher = await watchFiles([bare]);
  expect(watcher.packages).toEqual([]);
  write('lib/deep/unheard.ts', '');
  const file = write('lib/heard.ts', '');
  expect((await watcher.changes.next(signal))?.files).toEqual([file]);
});
