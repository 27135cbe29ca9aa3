import { describe, expect, it } from 'vitest';
import { masked } from './masked.js';

describe('masked', () => {
  it.each([
    'password',
    'wifiPassword',
    'WIFI_PASSWORD',
    'clientSecret',
    'accessToken',
    'pin',
    'apiKey',
    'api-key',
    'SharedAccessKey',
    'primary_key',
    'key',
    'key1',
    'connectionString',
    'credentials',
    'tokens',
  ])('leaves out what stands under %s', (name) => {
    expect(masked({ [name]: { deep: 'x' } })).toEqual({ [name]: '[redacted]' });
  });

  it.each(['monkey', 'keyboard', 'spinning', 'keyCount', 'temperature', 'pinned', 'tokenizer'])(
    'keeps what stands under %s',
    (name) => {
      expect(masked({ [name]: 'x' })).toEqual({ [name]: 'x' });
    },
  );

  it('looks at any depth', () => {
    expect(masked({ wifi: [{ ssid: 'home', password: 'x' }, null, 1] })).toEqual({
      wifi: [{ ssid: 'home', password: '[redacted]' }, null, 1],
    });
    expect(masked('text')).toBe('text');
  });
});
