import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { folderStore } from './folder-store.js';

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('folderStore', () => {
  it('reads what was written, and nothing else', async () => {
    await using folder = await temporaryFolder();
    const store = folderStore(folder.path);
    expect(await store.read('a.json')).toBeUndefined();
    await store.write('a.json', 'one');
    await store.write('a.json', 'two');
    expect(await folderStore(folder.path).read('a.json')).toBe('two');
    expect(await readdir(folder.path)).toEqual(['a.json']);
  });

  it.skipIf(process.platform === 'win32')('lets nobody else read', async () => {
    await using folder = await temporaryFolder();
    const data = join(folder.path, 'deep', 'data');
    await folderStore(data).write('key.pem', 'secret');
    expect(await modeOf(data)).toBe(0o700);
    expect(await modeOf(join(data, 'key.pem'))).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')(
    'takes rights back from a file that had more',
    async () => {
      await using folder = await temporaryFolder();
      const file = join(folder.path, 'key.pem');
      await writeFile(file, 'old', { mode: 0o644 });
      await folderStore(folder.path).write('key.pem', 'new');
      expect(await modeOf(file)).toBe(0o600);
    },
  );

  it('leaves no temporary file when it cannot write', async () => {
    await using folder = await temporaryFolder();
    await folderStore(join(folder.path, 'taken')).write('x', '');
    await expect(folderStore(folder.path).write('taken', 'text')).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_UNAVAILABLE',
      where: { file: join(folder.path, 'taken') },
    });
    expect(await readdir(folder.path)).toEqual(['taken']);
  });

  it('says which file cannot be read', async () => {
    await using folder = await temporaryFolder();
    await folderStore(join(folder.path, 'taken')).write('x', '');
    await expect(folderStore(folder.path).read('taken')).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_UNAVAILABLE',
    });
  });
});
