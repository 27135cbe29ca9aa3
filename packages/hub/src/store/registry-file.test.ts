import { describe, expect, it } from 'vitest';
import { Registry } from '../state/registry.js';
import { memoryStore } from './hub-store.js';
import { RegistryFile } from './registry-file.js';

describe('RegistryFile', () => {
  it('gives back the devices it was given', async () => {
    const store = memoryStore();
    const registry = new Registry();
    registry.addDevice('dev1');
    registry.addDevice('dev2');
    registry.addModule('dev2/mod1');
    registry.setEnabled('dev2', false);
    await new RegistryFile(store).save(registry.list());
    expect(await new RegistryFile(store).load()).toEqual(registry.list());
  });

  it('reads the files of before there were modules', async () => {
    const store = memoryStore();
    const devices = [new Registry().addDevice('dev1')];
    await store.write('devices.json', JSON.stringify({ version: 1, devices }));
    expect(await new RegistryFile(store).load()).toEqual(devices);
  });

  it('writes in the order asked, and goes on after a failure', async () => {
    const inner = memoryStore();
    const failing = new Set([2]);
    let writes = 0;
    const file = new RegistryFile({
      ...inner,
      write: (name, text) => {
        writes += 1;
        if (failing.has(writes)) return Promise.reject(new Error('disk full'));
        return inner.write(name, text);
      },
    });
    const registry = new Registry();
    const device = registry.addDevice('dev1');
    const first = file.save([]);
    const second = expect(file.save([])).rejects.toThrow('disk full');
    await Promise.all([first, second, file.save([device])]);
    await file.settled();
    expect(await file.load()).toEqual([device]);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"version":3,"devices":[]}',
    '{"version":1,"devices":[{}]}',
    '{"version":2,"devices":[{"deviceId":"d","moduleId":1,"primaryKey":"","secondaryKey":"","enabled":true}]}',
  ])('refuses %j', async (text) => {
    const store = memoryStore();
    await store.write('devices.json', text);
    await expect(new RegistryFile(store).load()).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_CORRUPT',
    });
  });
});
