import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PnpError } from '@iotpnp/core';
import { loadConfig, type LoadConfigOptions } from './load-config.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-layers-'));
  write('package.json', '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | object): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const load = (options: Partial<LoadConfigOptions> = {}) =>
  loadConfig({ cwd: folder, env: {}, ...options });

async function problems(options: Partial<LoadConfigOptions> = {}) {
  const error = await load(options).catch((reason: unknown) => reason);
  if (!(error instanceof PnpError)) throw new Error('expected a PnpError', { cause: error });
  return error.problems;
}

describe('extends', () => {
  it('takes what the file itself does not say from packages and paths, the later first', async () => {
    write('node_modules/@acme/preset/package.json', {
      name: '@acme/preset',
      exports: './preset.json',
    });
    const preset = write('node_modules/@acme/preset/preset.json', {
      transport: { use: '@acme/broker', url: 'mqtts://preset', retries: 1 },
      plugins: ['@acme/audit', { use: '@acme/deadband', delta: 1 }],
      log: { level: 'warn', format: 'json' },
    });
    const shared = write('team/shared.yaml', 'log: { level: debug }\ndevice: ./device.ts');
    const file = write('pnp.config.json', {
      extends: ['@acme/preset', './team/shared.yaml'],
      transport: { use: '@acme/broker', url: 'mqtts://app' },
      plugins: [{ use: '@acme/deadband', delta: 2 }, './own.ts'],
    });
    const config = await load();
    expect(config).toMatchObject({
      file,
      device: { file: path.join(folder, 'team/device.ts') },
      transport: { use: '@acme/broker', options: { url: 'mqtts://app', retries: 1 } },
      plugins: [
        { use: '@acme/audit', base: path.dirname(preset) },
        { use: '@acme/deadband', options: { delta: 2 } },
        { use: './own.ts', base: folder },
      ],
      log: { level: 'debug', format: 'json' },
    });
    expect(config.origins).toMatchObject({
      'transport.url': { kind: 'file', file },
      'transport.retries': { kind: 'extends', file: preset },
      'plugins.0': { kind: 'extends', file: preset },
      'plugins.1.delta': { kind: 'file', file },
      'log.level': { kind: 'extends', file: shared },
      'log.format': { kind: 'extends', file: preset },
    });
  });

  it('leaves the options of another plugin behind', async () => {
    write('base.json', { transport: { use: 'a', url: 'x' } });
    write('pnp.config.json', { extends: './base.json', transport: 'b' });
    expect((await load()).transport).toEqual({ use: 'b', options: {}, base: folder });
  });

  it('nests, and a circle is told with the way around it', async () => {
    write('a.json', { extends: './b.json' });
    write('b.json', { extends: './pnp.config.json', log: { level: 'warn' } });
    write('pnp.config.json', { extends: './a.json' });
    expect(await problems()).toMatchObject([
      {
        code: 'PNP_CONFIG_EXTENDS_CYCLE',
        message:
          'configs extend each other in a circle: pnp.config.json -> a.json -> b.json -> pnp.config.json',
        where: { file: path.join(folder, 'b.json'), key: 'extends' },
      },
    ]);
  });

  it('tells what is not there, and goes on with the rest', async () => {
    write('pnp.config.json', { extends: ['./gone.json', '@acme/gone'], lgo: {} });
    expect((await problems()).map(({ code }) => code)).toEqual([
      'PNP_CONFIG_EXTENDS_MISSING',
      'PNP_CONFIG_EXTENDS_MISSING',
      'PNP_CONFIG_UNKNOWN_KEY',
    ]);
  });

  it('tells faults of an extended config with its file', async () => {
    const base = write('base.json', { log: { level: 'loud' } });
    write('pnp.config.json', { extends: './base.json' });
    expect(await problems()).toMatchObject([
      { code: 'PNP_CONFIG_BAD_VALUE', where: { file: base, key: 'log.level' } },
    ]);
  });
});

describe('profiles', () => {
  const CONFIG = {
    transport: 'azure',
    log: { level: 'info' },
    profiles: {
      field: { log: { level: 'warn' }, provisioning: { use: 'dps', key: '${env:NOT_SET}' } },
      bench: { transport: 'memory' },
    },
  };

  it('count over the file when they are chosen, and are not looked into otherwise', async () => {
    const file = write('pnp.config.json', CONFIG);
    expect((await load()).transport.use).toBe('azure');
    const config = await load({ profile: 'bench' });
    expect(config.transport.use).toBe('memory');
    expect(config.profile).toBe('bench');
    expect(config.origins['transport']).toEqual({ kind: 'profile', profile: 'bench', file });
    expect((await load({ env: { PNP_PROFILE: 'bench' } })).transport.use).toBe('memory');
  });

  it('of what is extended count over the file too', async () => {
    write('base.json', CONFIG);
    write('pnp.config.json', { extends: './base.json', transport: 'other' });
    expect((await load({ profile: 'bench' })).transport.use).toBe('memory');
  });

  it('that nobody has are told, with the nearest', async () => {
    write('pnp.config.json', CONFIG);
    expect(await problems({ profile: 'bnech' })).toMatchObject([
      { code: 'PNP_CONFIG_UNKNOWN_PROFILE', hint: 'did you mean "bench"?' },
    ]);
  });

  it('are checked like the file, each fault with its whole key', async () => {
    const file = write('pnp.config.json', { profiles: { x: { lgo: 1, log: { level: 'loud' } } } });
    expect((await problems({ profile: 'x' })).map(({ where }) => where)).toEqual([
      { file, key: 'profiles.x.log.level' },
      { file, key: 'profiles.x.lgo' },
    ]);
  });
});

describe('references', () => {
  it('are replaced by variables, defaults and files', async () => {
    write('secrets/key', 'abc\n');
    write('pnp.config.json', {
      provisioning: {
        use: 'dps',
        idScope: '${env:SCOPE}',
        endpoint: '${env:HOST:-localhost}:${env:PORT:-8883}',
        key: '${file:secrets/key}',
        literally: '$${env:SCOPE}',
      },
    });
    const { provisioning, interpolated } = await load({ env: { SCOPE: '0ne1', PORT: '1' } });
    expect(provisioning?.options).toEqual({
      idScope: '0ne1',
      endpoint: 'localhost:1',
      key: 'abc',
      literally: '${env:SCOPE}',
    });
    expect([...interpolated].toSorted()).toEqual([
      'provisioning.endpoint',
      'provisioning.idScope',
      'provisioning.key',
    ]);
  });

  it('that cannot be replaced are told, all of them', async () => {
    const file = write('pnp.config.json', {
      provisioning: { use: 'dps', a: '${env:GONE}', b: '${file:./gone}', c: '${vault:x}' },
    });
    expect(await problems()).toMatchObject([
      { code: 'PNP_CONFIG_ENV_UNSET', where: { file, key: 'provisioning.a' } },
      { code: 'PNP_CONFIG_REFERRED_FILE', where: { file, key: 'provisioning.b' } },
      { code: 'PNP_CONFIG_BAD_REFERENCE', where: { file, key: 'provisioning.c' } },
    ]);
  });
});

it('a secret in place of a name is told without being shown', async () => {
  const secret = 'HostName=h;DeviceId=d;SharedAccessKey=c2VjcmV0c2VjcmV0';
  write('pnp.config.json', { provisioning: secret });
  const [problem] = await problems();
  expect(problem).toMatchObject({
    code: 'PNP_CONFIG_MISPLACED_SECRET',
    where: { key: 'provisioning' },
  });
  expect(JSON.stringify(problem)).not.toContain('c2VjcmV0');
});

it("the samples' variables count only when nothing else says anything of provisioning", async () => {
  const env = { IOTHUB_DEVICE_CONNECTION_STRING: 'HostName=env' };
  write('pnp.config.json', {
    provisioning: { use: 'connection-string', connectionString: 'HostName=file' },
  });
  expect((await load({ env })).provisioning?.options).toEqual({
    connectionString: 'HostName=file',
  });
  write('pnp.config.json', {});
  expect((await load({ env })).provisioning?.options).toEqual({ connectionString: 'HostName=env' });
});

describe('the names of the official samples', () => {
  const DPS = {
    IOTHUB_DEVICE_SECURITY_TYPE: 'DPS',
    IOTHUB_DEVICE_DPS_ENDPOINT: 'localhost:8883',
    IOTHUB_DEVICE_DPS_ID_SCOPE: '0ne1',
    IOTHUB_DEVICE_DPS_DEVICE_ID: 'dev1',
    IOTHUB_DEVICE_DPS_DEVICE_KEY: 'a2V5',
    IOTHUB_DEVICE_CONNECTION_STRING: 'HostName=not-asked-for',
  };

  it('are options of dps when they say so, each with its own origin', async () => {
    const { provisioning, origins } = await load({ env: DPS });
    expect(provisioning).toMatchObject({
      use: 'dps',
      options: {
        endpoint: 'localhost:8883',
        idScope: '0ne1',
        registrationId: 'dev1',
        symmetricKey: 'a2V5',
      },
    });
    expect(origins['provisioning.idScope']).toEqual({
      kind: 'env',
      name: 'IOTHUB_DEVICE_DPS_ID_SCOPE',
    });
  });

  it('fill up what a config names without more', async () => {
    write('pnp.config.json', { provisioning: 'dps' });
    expect((await load({ env: DPS })).provisioning?.options).toMatchObject({ idScope: '0ne1' });
  });

  it('are a connection string when they say nothing of DPS', async () => {
    const { IOTHUB_DEVICE_SECURITY_TYPE: _, ...env } = DPS;
    expect((await load({ env })).provisioning).toMatchObject({
      use: 'connection-string',
      options: { connectionString: 'HostName=not-asked-for' },
    });
  });
});

describe('options alone', () => {
  it('are for the plugin that a lower layer names', async () => {
    write('pnp.config.json', {
      provisioning: { use: 'dps', idScope: '0ne1', registrationId: 'a' },
      profiles: {
        field: { provisioning: { registrationId: 'b' }, transport: { webSockets: true } },
      },
    });
    const config = await load({ profile: 'field' });
    expect(config.provisioning).toMatchObject({
      use: 'dps',
      options: { idScope: '0ne1', registrationId: 'b' },
    });
    expect(config.transport).toMatchObject({ use: 'azure', options: { webSockets: true } });
  });

  it('of no plugin are told', async () => {
    const file = write('pnp.config.json', { provisioning: { idScope: '0ne1' } });
    expect(await problems()).toMatchObject([
      { code: 'PNP_CONFIG_BAD_VALUE', where: { file, key: 'provisioning' } },
    ]);
  });
});

describe('what is referred to and is not there', () => {
  const CONFIG = {
    provisioning: { use: 'dps', key: '${env:GONE}' },
    app: { a: { b: '${env:GONE}' } },
  };

  it('matters only where the value counts', async () => {
    write('pnp.config.json', CONFIG);
    const overrides = { provisioning: 'local', app: { a: 1 } };
    expect((await load({ overrides })).provisioning?.use).toBe('local');
    expect((await problems()).map(({ where }) => where?.key)).toEqual([
      'provisioning.key',
      'app.a.b',
    ]);
  });

  it('stays as it is written for tools that ask for that', async () => {
    write('pnp.config.json', CONFIG);
    const { provisioning, unresolved } = await load({ allowUnresolved: true });
    expect(provisioning?.options).toEqual({ key: '${env:GONE}' });
    expect([...unresolved.keys()]).toEqual(['provisioning.key', 'app.a']);
  });
});
