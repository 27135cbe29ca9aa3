import { describe, expect, it } from 'vitest';
import { explainConfig, redacted } from './explain-config.js';
import { loadConfig } from './load-config.js';

const KEY = Buffer.alloc(32, 1).toString('base64');

it('shows each value with where it comes from', async () => {
  const config = await loadConfig({
    cwd: '/',
    env: { PNP_CONNECTION_STRING: `HostName=h;DeviceId=d;SharedAccessKey=${KEY}` },
    overrides: {
      device: 'a.ts#B',
      transport: { use: 'azure', tokenValidForSeconds: 600 },
      telemetry: { 'x.y': { every: '1s' } },
    },
  });
  const override = { kind: 'override' };
  const env = { kind: 'env', name: 'PNP_CONNECTION_STRING' };
  expect(explainConfig(config)).toMatchObject([
    { key: 'device', value: '/a.ts#B', origin: override },
    { key: 'transport', value: 'azure', origin: override },
    { key: 'transport.tokenValidForSeconds', value: 600, origin: override },
    { key: 'provisioning', value: 'connection-string', origin: env },
    { key: 'provisioning.connectionString', value: '[redacted]', origin: env },
    { key: 'telemetry.x.y.every', value: '1s', origin: override },
    { key: 'log.level', value: 'info', origin: { kind: 'default' } },
  ]);
});

describe('a secret is not shown', () => {
  it.each([
    ['by its name', 'provisioning.symmetricKey', 'short'],
    ['by its look', 'provisioning.anything', KEY],
    ['as a connection string', 'app.x', `a;SharedAccessKey=${KEY}`],
    ['as a private key', 'app.pem', '-----BEGIN PRIVATE KEY-----'],
    ['in a list', 'app.keys', [KEY]],
    ['deep inside', 'app.broker', { password: 'p', list: [{ token: 't' }] }],
    ['in an address', 'transport.proxy', 'http://user:geheim@proxy:1'],
  ])('%s', (_, key, value) => {
    const shown = JSON.stringify(redacted(key, value));
    expect(shown).toContain('[redacted]');
    for (const secret of [KEY, 'short', 'geheim', '"p"', '"t"'])
      expect(shown).not.toContain(secret);
  });

  it('what is none is shown', () => {
    expect(redacted('provisioning.idScope', '0ne0')).toBe('0ne0');
    expect(redacted('transport.keepAliveSeconds', 30)).toBe(30);
    expect(redacted('x.url', 'https://host/path')).toBe('https://host/path');
  });
});
