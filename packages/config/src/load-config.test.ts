import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PnpError } from '@iotpnp/core';
import { loadConfig, type LoadConfigOptions } from './load-config.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-config-'));
  write('package.json', '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Stands for the loader of the `pnp` command: the files of these tests hold no types. */
async function loadModule(file: string): Promise<object> {
  const copy = write(
    'copy.mjs',
    await import('node:fs').then((fs) => fs.readFileSync(file, 'utf8')),
  );
  return (await import(`${pathToFileURL(copy).href}?${Math.random()}`)) as object;
}

const load = (options: Partial<LoadConfigOptions> = {}) =>
  loadConfig({ cwd: folder, env: {}, ...options });

async function problems(options: Partial<LoadConfigOptions> = {}) {
  const error = await load(options).catch((reason: unknown) => reason);
  if (!(error instanceof PnpError)) throw new Error('expected a PnpError', { cause: error });
  return error.problems;
}

const CONFIG = {
  device: './src/device.ts#Pump',
  transport: 'azure',
  provisioning: { use: 'connection-string', connectionString: 'HostName=h' },
  plugins: ['./audit.ts', { use: '@acme/deadband', delta: 0.2 }],
  telemetry: { 'thermostat1.temperature': { every: '1m' } },
  app: { pin: 4 },
  log: { level: 'debug', format: 'json' },
};
const JSON_TEXT = JSON.stringify(CONFIG);
const YAML_TEXT = `device: ./src/device.ts#Pump
transport: azure
provisioning: { use: connection-string, connectionString: HostName=h }
plugins: [./audit.ts, { use: '@acme/deadband', delta: 0.2 }]
telemetry: { thermostat1.temperature: { every: 1m } }
app: { pin: 4 }
log:
  level: debug
  format: json
`;
const ESM_TEXT = `export default ${JSON_TEXT};`;

describe('every format gives the same result', () => {
  it.each([
    ['pnp.config.ts', ESM_TEXT],
    ['pnp.config.mts', ESM_TEXT],
    ['pnp.config.mjs', ESM_TEXT],
    ['pnp.config.js', `module.exports = ${JSON_TEXT};`],
    ['pnp.config.cjs', `module.exports = ${JSON_TEXT};`],
    ['pnp.config.json', JSON_TEXT],
    ['pnp.config.yaml', YAML_TEXT],
    ['pnp.config.yml', YAML_TEXT],
    ['.pnprc', YAML_TEXT],
    ['.pnprc.json', JSON_TEXT],
    ['.pnprc.yaml', YAML_TEXT],
    ['.pnprc.yml', YAML_TEXT],
    ['package.json', JSON.stringify({ name: 'app', pnp: CONFIG })],
  ])('%s', async (name, text) => {
    const file = write(name, text);
    const config = await load(name.endsWith('ts') ? { loadModule } : {});
    const origin = { kind: 'file', file };
    expect(config).toEqual({
      file,
      profile: undefined,
      device: { file: path.join(folder, 'src/device.ts'), export: 'Pump' },
      transport: { use: 'azure', options: {}, base: folder },
      provisioning: {
        use: 'connection-string',
        options: { connectionString: 'HostName=h' },
        base: folder,
      },
      plugins: [
        { use: './audit.ts', options: {}, base: folder },
        { use: '@acme/deadband', options: { delta: 0.2 }, base: folder },
      ],
      telemetry: { 'thermostat1.temperature': { every: '1m' } },
      state: undefined,
      app: { pin: 4 },
      log: { level: 'debug', format: 'json' },
      interpolated: new Set(),
      unresolved: new Map(),
      origins: {
        device: origin,
        transport: origin,
        provisioning: origin,
        'provisioning.connectionString': origin,
        'plugins.0': origin,
        'plugins.1': origin,
        'plugins.1.delta': origin,
        'telemetry.thermostat1.temperature.every': origin,
        'app.pin': origin,
        'log.level': origin,
        'log.format': origin,
      },
    });
  });
});

describe('searching', () => {
  it('goes up to the folder of package.json, and no further', async () => {
    const file = write('pnp.config.yaml', 'device: ./a.ts');
    write('app/package.json', '{}');
    mkdirSync(path.join(folder, 'src/deep'), { recursive: true });
    expect((await load({ cwd: path.join(folder, 'src/deep') })).file).toBe(file);
    expect((await load({ cwd: path.join(folder, 'app') })).file).toBeUndefined();
  });

  it('takes the file that was asked for, relative to the working folder', async () => {
    write('pnp.config.yaml', 'device: ./a.ts');
    write('other/mine.yaml', 'device: ./b.ts');
    const { device } = await load({ file: 'other/mine.yaml' });
    expect(device?.file).toBe(path.join(folder, 'other/b.ts'));
  });

  it('has defaults when there is no file', async () => {
    expect(await load()).toEqual({
      file: undefined,
      profile: undefined,
      device: undefined,
      transport: { use: 'azure', options: {} },
      provisioning: undefined,
      plugins: [],
      telemetry: {},
      state: undefined,
      app: {},
      interpolated: new Set(),
      unresolved: new Map(),
      log: { level: 'info', format: undefined },
      origins: { transport: { kind: 'default' }, 'log.level': { kind: 'default' } },
    });
  });
});

describe('precedence', () => {
  const samples = { IOTHUB_DEVICE_CONNECTION_STRING: 'HostName=sample' };

  it('is override, environment, file, default', async () => {
    const file = write('pnp.config.yaml', 'device: a.ts\ntransport: x\nlog: { level: warn }');
    const config = await load({
      overrides: { device: 'c.ts' },
      env: { PNP_DEVICE: 'b.ts', PNP_TRANSPORT: 'y', PNP_LOG_FORMAT: '' },
    });
    expect(config.device?.file).toBe(path.join(folder, 'c.ts'));
    expect(config.transport.use).toBe('y');
    expect(config.log).toEqual({ level: 'warn', format: undefined });
    expect(config.origins).toEqual({
      device: { kind: 'override' },
      transport: { kind: 'env', name: 'PNP_TRANSPORT' },
      'log.level': { kind: 'file', file },
    });
  });

  it("takes the samples' connection string only when nothing else sets provisioning", async () => {
    const alone = await load({ env: samples });
    expect(alone.provisioning?.options).toEqual({ connectionString: 'HostName=sample' });
    const beside = await load({ env: { ...samples, PNP_CONNECTION_STRING: 'HostName=own' } });
    expect(beside.provisioning?.options).toEqual({ connectionString: 'HostName=own' });
    expect(beside.origins.provisioning).toEqual({ kind: 'env', name: 'PNP_CONNECTION_STRING' });
    write('pnp.config.yaml', 'provisioning: local');
    expect((await load({ env: samples })).provisioning?.use).toBe('local');
  });
});

describe('faults', () => {
  it('are told all at once, each with its file or variable and its key', async () => {
    const file = write('pnp.config.yaml', 'devise: a.ts\ntransport: 7\nlog: { levle: info }');
    const found = await problems({ env: { PNP_LOG_LEVEL: 'loud' } });
    expect(found).toEqual([
      expect.objectContaining({
        code: 'PNP_CONFIG_BAD_VALUE',
        message: 'log.level must be one of debug, info, warn, error, found "loud"',
        where: { key: 'PNP_LOG_LEVEL' },
      }),
      expect.objectContaining({
        code: 'PNP_CONFIG_BAD_VALUE',
        message: expect.stringContaining('transport must be the name of a plugin') as string,
        where: { file, key: 'transport' },
      }),
      {
        code: 'PNP_CONFIG_UNKNOWN_KEY',
        message: 'unknown key "levle"',
        hint: 'did you mean "level"?',
        where: { file, key: 'log.levle' },
      },
      {
        code: 'PNP_CONFIG_UNKNOWN_KEY',
        message: 'unknown key "devise"',
        hint: 'did you mean "device"?',
        where: { file, key: 'devise' },
      },
    ]);
  });

  it('include plugins nobody knows, beside all else, when the program tells which it knows', async () => {
    const file = write(
      'pnp.config.yaml',
      'devise: a.ts\ntransport: amqp\nprovisioning: {use: dps}',
    );
    const plugins = { transport: ['azure'], provisioning: ['connection-string', 'local'] };
    const found = await problems({ plugins, env: { IOTHUB_DEVICE_CONNECTION_STRING: 'x' } });
    expect(found.map(({ code, hint, where }) => [code, where?.key, hint])).toEqual([
      ['PNP_CONFIG_UNKNOWN_KEY', 'devise', 'did you mean "device"?'],
      ['PNP_PLUGIN_UNKNOWN', 'transport', expect.stringMatching(/^known here: azure; others/)],
      [
        'PNP_PLUGIN_UNKNOWN',
        'provisioning',
        expect.stringMatching(/^known here: connection-string, local; others/),
      ],
    ]);
    expect(found.at(-1)?.where).toEqual({ file, key: 'provisioning' });
  });

  it('leave out an unknown plugin that something else outranks', async () => {
    write('pnp.config.yaml', 'transport: amqp');
    const plugins = { transport: ['azure'] };
    expect(await load({ plugins, env: { PNP_TRANSPORT: 'azure' } })).toMatchObject({
      transport: { use: 'azure' },
    });
    expect(await problems({ plugins })).toHaveLength(1);
  });

  it('name the line of broken JSON, and say what is wrong', async () => {
    const file = write('pnp.config.json', '{\n  "device": "x",\n}');
    expect(await problems()).toMatchObject([
      {
        code: 'PNP_CONFIG_UNREADABLE',
        message: expect.stringMatching(/cannot be read: .*property name/) as string,
        where: { file, line: 3, column: 1 },
      },
    ]);
  });

  it('name the line of broken YAML', async () => {
    const file = write('pnp.config.yaml', 'device: a.ts\nlog: [info\ntransport: x\n');
    expect(await problems()).toMatchObject([
      { code: 'PNP_CONFIG_UNREADABLE', where: { file, line: 3 } },
    ]);
  });

  it('never quote a broken file, which may hold a key', async () => {
    write('pnp.config.json', '{ "provisioning": { "connectionString": "topsecret" ');
    write('mine.yaml', 'provisioning: { connectionString: topsecret');
    for (const file of [undefined, 'mine.yaml']) {
      const [problem] = await problems({ file });
      expect(problem?.code).toBe('PNP_CONFIG_UNREADABLE');
      expect(JSON.stringify(problem)).not.toContain('topsecret');
    }
  });

  it('include a file that is not there, and one without a default export', async () => {
    expect(await problems({ file: 'nope.yaml' })).toMatchObject([
      { code: 'PNP_CONFIG_NOT_FOUND', where: { file: path.join(folder, 'nope.yaml') } },
    ]);
    write('pnp.config.mjs', 'export const device = 1;');
    expect(await problems()).toMatchObject([{ code: 'PNP_CONFIG_UNREADABLE' }]);
  });

  it("include a config's own missing file, which is no missing config", async () => {
    write('pnp.config.mjs', "import fs from 'node:fs'; fs.readFileSync('/nowhere/at/all');");
    expect(await problems()).toMatchObject([{ code: 'PNP_CONFIG_UNREADABLE' }]);
  });

  it('include a config that is a list', async () => {
    write('pnp.config.json', '[]');
    expect(await problems()).toMatchObject([
      { code: 'PNP_CONFIG_BAD_VALUE', message: 'the config must be an object, found a list' },
    ]);
  });

  it('include PNP_CONNECTION_STRING beside another PNP_PROVISIONING', async () => {
    const env = { PNP_CONNECTION_STRING: 'HostName=h', PNP_PROVISIONING: 'local' };
    expect(await problems({ env })).toMatchObject([{ code: 'PNP_CONFIG_ENV_CONFLICT' }]);
  });
});
