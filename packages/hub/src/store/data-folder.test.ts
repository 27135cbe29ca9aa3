import { readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { openData } from './data-folder.js';
import { JOURNAL_FILE } from './folder-journal.js';

/** The files this process has open. */
async function openFiles(): Promise<readonly string[]> {
  const handles = await readdir('/proc/self/fd');
  return Promise.all(
    handles.map((handle) => readlink(join('/proc/self/fd', handle)).catch(() => '')),
  );
}

it.runIf(process.platform === 'linux')(
  'a data folder that cannot be opened is left as it was: no file open, no lock',
  async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, JOURNAL_FILE);
    const devices = join(folder.path, 'devices.json');
    await writeFile(devices, 'no JSON');
    await expect(openData(folder.path)).rejects.toMatchObject({ code: 'PNP_HUB_STATE_CORRUPT' });
    expect(await openFiles()).not.toContain(file);
    await writeFile(devices, '{"version":1,"devices":[]}');
    const data = await openData(folder.path);
    expect(await openFiles()).toContain(file);
    await Promise.all([data.close(), data.close()]);
    expect(await openFiles()).not.toContain(file);
  },
);
