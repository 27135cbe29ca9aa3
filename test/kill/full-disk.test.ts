import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../packages/hub/test/temporary-folder.js';
import { addDevice, keyOf } from './add-device.js';
import { buildHub, canMakeDisks, HubProcess, removeHub } from './hub-process.js';

const DISK_BYTES = 3 * 1024 * 1024;
const MOST = 2000;
const TEXT = 'x'.repeat(3000);

beforeAll(buildHub);
afterAll(removeHub);

describe.skipIf(!canMakeDisks())('a hub whose disk is full', () => {
  it('refuses changes, has those before, and goes on', async () => {
    await using folder = await temporaryFolder();
    const hub = await HubProcess.startOnDisk(folder.path, DISK_BYTES);
    try {
      await addDevice(hub, 'dev1', keyOf('dev1'));
      await hub.ask('desire', 'dev1', { n: 0 });
      const kept = await filled(hub);
      for (let times = 0; times < 100; times += 1) {
        await expect(hub.ask('desire', 'dev1', { n: -1 })).rejects.toThrow(
          /hub\.mdb cannot be written: the disk is full/u,
        );
      }
      expect((await hub.twin('dev1')).desired).toMatchObject({ n: kept, $version: kept + 2 });
      await expect(addDevice(hub, 'late', keyOf('late'))).rejects.toThrow('answered 5');
      expect(await hub.ask('connectionStrings', 'late')).toEqual([null]);
    } finally {
      await hub.kill();
    }
  });
});

/** Adds devices with large twins, then changes one of them, until there is no room; returns how often it was changed. */
async function filled(hub: HubProcess): Promise<number> {
  const isFull = (): false => false;
  for (let n = 0; n < MOST; n += 1) {
    const id = `dev${n + 2}`;
    if (!(await addDevice(hub, id, keyOf(id)).then(() => true, isFull))) break;
    await hub.ask('desire', id, { text: TEXT }).catch(isFull);
  }
  for (let n = 1; n < MOST; n += 1) {
    if (!(await hub.ask('desire', 'dev1', { n }).then(() => true, isFull))) return n - 1;
  }
  throw new Error('the disk never was full');
}
