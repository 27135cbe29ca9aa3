import { describe, expect, it } from 'vitest';
import { Registry } from './registry.js';

const KEY = Buffer.alloc(32, 1).toString('base64');

describe('Registry', () => {
  it('makes two different keys of 32 bytes', () => {
    const device = new Registry().add('dev1');
    expect(Buffer.from(device.primaryKey, 'base64')).toHaveLength(32);
    expect(Buffer.from(device.secondaryKey, 'base64')).toHaveLength(32);
    expect(device.primaryKey).not.toBe(device.secondaryKey);
    expect(device.enabled).toBe(true);
  });

  it('returns an existing device as it is', () => {
    const registry = new Registry();
    const device = registry.add('dev1');
    expect(registry.add('dev1')).toBe(device);
    expect(registry.add('dev1', device.primaryKey)).toBe(device);
  });

  it('changes the primary key when another is asked for, and nothing else', () => {
    const registry = new Registry();
    const before = registry.add('dev1');
    registry.setEnabled('dev1', false);
    expect(registry.add('dev1', KEY)).toEqual({ ...before, primaryKey: KEY, enabled: false });
  });

  it.each(['', 'a/b', 'a b', 'é', '#', '+', 'x'.repeat(129)])('refuses the id %j', (deviceId) => {
    expect(() => new Registry().add(deviceId)).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_DEVICE_ID_INVALID' }),
    );
  });

  it('takes every character IoT Hub documents', () => {
    const deviceId = "azAZ09-.%_*?!(),:=@$'";
    expect(new Registry().add(deviceId).deviceId).toBe(deviceId);
  });

  it.each(['not base64!', '', 'c2hvcnQ='])('refuses the key %j without repeating it', (key) => {
    expect(() => new Registry().add('dev1', key)).toThrow(
      expect.objectContaining({
        code: 'PNP_HUB_DEVICE_KEY_INVALID',
        message: 'a key of dev1 is no device key',
      }),
    );
  });

  it('knows no removed device', () => {
    const registry = new Registry();
    registry.add('dev1');
    registry.remove('dev1');
    expect(() => registry.get('dev1')).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_DEVICE_UNKNOWN' }),
    );
  });
});
