import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { makeFolder } from './make-folder.js';

const onPosix = it.skipIf(process.platform === 'win32');

describe('makeFolder', () => {
  onPosix('makes all that is missing, for this user only', async () => {
    await using folder = await temporaryFolder();
    const deep = join(folder.path, 'a/b/c');
    await makeFolder(deep);
    await makeFolder(deep);
    for (const made of [join(folder.path, 'a'), join(folder.path, 'a/b'), deep]) {
      expect((await stat(made)).mode & 0o777).toBe(0o700);
    }
  });

  it('makes one folder when several ask at once', async () => {
    await using folder = await temporaryFolder();
    const deep = join(folder.path, 'a/b');
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(deep)));
    expect((await stat(deep)).isDirectory()).toBe(true);
  });

  it.each(['taken', 'taken/below'])('fails where a file is in the way: %s', async (path) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'taken'), '');
    await expect(makeFolder(join(folder.path, path))).rejects.toThrow(/EEXIST|ENOTDIR/u);
  });

  it.skipIf(process.platform !== 'linux')('fails below /proc', async () => {
    await expect(makeFolder('/proc/iotpnp/data')).rejects.toThrow(/ENOENT/u);
  });
});
