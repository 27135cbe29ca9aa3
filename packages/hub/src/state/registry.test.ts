import { describe, expect, it } from 'vitest';
import { Registry } from './registry.js';

const KEY = Buffer.alloc(32, 1).toString('base64');

describe('Registry', () => {
  it('makes two different keys of 32 bytes', () => {
    const device = new Registry().addDevice('dev1');
    expect(Buffer.from(device.primaryKey, 'base64')).toHaveLength(32);
    expect(Buffer.from(device.secondaryKey, 'base64')).toHaveLength(32);
    expect(device.primaryKey).not.toBe(device.secondaryKey);
    expect(device.enabled).toBe(true);
  });

  it('returns an existing device as it is', () => {
    const registry = new Registry();
    const device = registry.addDevice('dev1');
    expect(registry.addDevice('dev1')).toBe(device);
    expect(registry.addDevice('dev1', { primaryKey: device.primaryKey })).toBe(device);
  });

  it('changes the primary key when another is asked for, and nothing else', () => {
    const registry = new Registry();
    const before = registry.addDevice('dev1');
    registry.replace('dev1', undefined, { enabled: false });
    expect(registry.addDevice('dev1', { primaryKey: KEY })).toEqual({
      ...before,
      primaryKey: KEY,
      enabled: false,
      etag: expect.any(String),
    });
  });

  it.each(['', 'a/b', 'a b', 'é', '#', '+', 'x'.repeat(129)])('refuses the id %j', (deviceId) => {
    expect(() => new Registry().addDevice(deviceId)).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_DEVICE_ID_INVALID' }),
    );
  });

  it('takes every character IoT Hub documents', () => {
    const deviceId = "azAZ09-.%_*?!(),:=@$'";
    expect(new Registry().addDevice(deviceId).deviceId).toBe(deviceId);
  });

  it.each(['not base64!', '', 'c2hvcnQ='])('refuses the key %j without repeating it', (key) => {
    expect(() => new Registry().addDevice('dev1', { primaryKey: key })).toThrow(
      expect.objectContaining({
        code: 'PNP_HUB_DEVICE_KEY_INVALID',
        message: 'a key of dev1 is no device key',
      }),
    );
  });

  it('knows no removed device', () => {
    const registry = new Registry();
    registry.addDevice('dev1');
    registry.remove('dev1');
    expect(() => registry.get('dev1')).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_DEVICE_UNKNOWN' }),
    );
  });

  it('has modules of devices it has, each with keys of its own', () => {
    const registry = new Registry();
    expect(() => registry.addModule('dev1/mod1')).toThrow(/no device "dev1"/u);
    const device = registry.addDevice('dev1');
    const module = registry.addModule('dev1/mod1', { primaryKey: KEY });
    expect(module).toMatchObject({ deviceId: 'dev1', moduleId: 'mod1', primaryKey: KEY });
    expect(module.secondaryKey).not.toBe(device.secondaryKey);
    expect(registry.addModule('dev1/mod1')).toBe(module);
    expect(registry.get('dev1/mod1')).toBe(module);
  });

  it.each(['dev1', 'dev1/', 'dev1/a/b', 'dev1/a b', `dev1/${'x'.repeat(129)}`])(
    'refuses %j as a module',
    (target) => {
      const registry = new Registry();
      registry.addDevice('dev1');
      expect(() => registry.addModule(target)).toThrow(
        expect.objectContaining({ code: 'PNP_HUB_DEVICE_ID_INVALID' }),
      );
    },
  );

  it('takes no module for a device, one that is there too', () => {
    const registry = new Registry();
    registry.addDevice('dev1');
    const before = registry.addModule('dev1/mod1');
    expect(() => registry.addDevice('dev1/mod1', { primaryKey: KEY })).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_DEVICE_ID_INVALID' }),
    );
    expect(registry.get('dev1/mod1')).toBe(before);
  });

  it('tells the family of a device from that of one whose id begins the same', () => {
    const registry = new Registry();
    for (const id of ['dev1', 'dev10']) registry.addDevice(id);
    for (const target of ['dev1/mod1', 'dev10/mod1', 'dev1/mod10']) registry.addModule(target);
    expect(registry.family('dev1')).toEqual(['dev1', 'dev1/mod1', 'dev1/mod10']);
    expect(registry.family('dev1/mod1')).toEqual(['dev1/mod1']);
  });

  it('asks for a device where it must be one, and for a module where it must be that', () => {
    const registry = new Registry();
    registry.addDevice('dev1');
    registry.addModule('dev1/mod1');
    const unfit = expect.objectContaining({ code: 'PNP_HUB_TARGET_UNFIT' });
    expect(() => registry.getDevice('dev1/mod1')).toThrow(unfit);
    expect(() => registry.getModule('dev1')).toThrow(unfit);
  });
});
