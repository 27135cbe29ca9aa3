import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { Registry } from '../state/registry.js';
import { folderJournal } from './folder-journal.js';
import { takeOverDevices } from './former-devices.js';
import { memoryStore } from './hub-store.js';

const KEYS = {
  primaryKey: Buffer.alloc(32, 1).toString('base64'),
  secondaryKey: Buffer.alloc(32, 2).toString('base64'),
};
const DEVICE = { deviceId: 'dev1', ...KEYS, enabled: true };
const MODULE = { deviceId: 'dev1', moduleId: 'mod1', ...KEYS, enabled: true };

describe('takeOverDevices', () => {
  it.each([
    [1, [DEVICE, { ...DEVICE, deviceId: 'dev2', enabled: false }], ['dev1', 'dev2']],
    [2, [DEVICE, MODULE], ['dev1', 'dev1/mod1']],
  ])('takes devices and keys of a file of version %i', async (version, devices, targets) => {
    await using folder = await temporaryFolder();
    const store = memoryStore();
    await store.write('devices.json', JSON.stringify({ version, devices }));
    const journal = await folderJournal(folder.path);
    await takeOverDevices(store, journal);
    const registry = new Registry(journal);
    for (const [index, target] of targets.entries()) {
      expect(registry.get(target)).toEqual({
        ...devices[index],
        authentication: 'sas',
        generationId: expect.stringMatching(/^\d{18}$/u),
        etag: expect.any(String),
      });
    }
    await journal.close();
  });

  it('takes them once: who was removed since stays so', async () => {
    await using folder = await temporaryFolder();
    const store = memoryStore();
    await store.write('devices.json', JSON.stringify({ version: 2, devices: [DEVICE] }));
    const journal = await folderJournal(folder.path);
    await takeOverDevices(store, journal);
    new Registry(journal).remove('dev1');
    await takeOverDevices(store, journal);
    expect(new Registry(journal).list()).toEqual([]);
    await journal.close();
  });

  it.each([
    '',
    '{',
    '[]',
    '{"version":3,"devices":[]}',
    '{"version":1,"devices":[{}]}',
    '{"version":2,"devices":[{"deviceId":"d","moduleId":1,"primaryKey":"","secondaryKey":"","enabled":true}]}',
  ])('refuses %j, and has taken nothing', async (text) => {
    await using folder = await temporaryFolder();
    const store = memoryStore();
    await store.write('devices.json', text);
    const journal = await folderJournal(folder.path);
    await expect(takeOverDevices(store, journal)).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_CORRUPT',
      hint: expect.stringContaining('delete it'),
    });
    expect(journal.entries('setting')).toEqual([]);
    await journal.close();
  });
});
