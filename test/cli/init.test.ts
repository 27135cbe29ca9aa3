import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRegistry, type PackageRegistry } from '../support/package-registry.js';
import { ROOT } from '../support/repository.js';
import { newUser, npmCache, packed, quickInstall, type NewUser, type Ran } from './new-user.js';
import { pnp } from './pnp.js';

/** `npm run soak` goes all of the way with npm alone and nothing fetched before, which takes a minute. */
const ALL_OF_THE_WAY = process.env['IOTPNP_NEW_USER'] === 'npm';
const COMMAND = path.join(ROOT, 'packages/cli/bin/pnp.js');
const MINUTES_MS = 5 * 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pnp-init-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('pnp init', () => {
  it('off a terminal asks nothing, and says so', async () => {
    const { code, stderr } = await pnp(['init', path.join(folder, 'a')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/PNP_NO_TERMINAL[^]*--yes/);
    expect(existsSync(path.join(folder, 'a'))).toBe(false);
  });

  it('tells all that is wrong with its names at once, and writes nothing', async () => {
    const names = ['--name', 'My Pump', '--class', 'pump', '--model-id', 'pump'];
    const { code, stderr } = await pnp(['init', path.join(folder, 'b'), '--yes', ...names]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/PNP_PACKAGE_NAME[^]*PNP_CLASS_NAME[^]*PNP_MODEL_BAD_DTMI[^]*3 errors/);
    expect(existsSync(path.join(folder, 'b'))).toBe(false);
  });

  it('refuses a folder that is not empty; --force writes only what is not there', async () => {
    const args = ['init', 'pump', '--yes', '--class', 'OilPump'];
    const first = await pnp([...args, '--json'], { cwd: folder });
    expect(JSON.parse(first.stdout)).toMatchObject({
      name: 'pump',
      modelId: 'dtmi:com:example:OilPump;1',
      kept: [],
      next: ['npm install', 'npm start', 'npm test', 'npm run doctor'],
    });
    const again = await pnp(args, { cwd: folder });
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/PNP_FOLDER_NOT_EMPTY[^]*- package\.json\n[^]*--force/);
    rmSync(path.join(folder, 'pump/README.md'));
    const forced = await pnp([...args, '--force', '--json'], { cwd: folder });
    expect(JSON.parse(forced.stdout)).toMatchObject({
      written: ['README.md'],
      next: expect.arrayContaining(['npm install @iotpnp/cli @iotpnp/core']) as string[],
    });
  });
});

describe('the packages, packed', () => {
  let registry: PackageRegistry;
  let user: NewUser;
  beforeAll(async () => {
    registry = await packageRegistry(await packed(path.join(folder, 'packed')));
    user = newUser({ url: registry.url, ...(!ALL_OF_THE_WAY && { cache: npmCache() }) });
  }, MINUTES_MS);
  afterAll(async () => {
    user[Symbol.dispose]();
    await registry[Symbol.asyncDispose]();
  });

  it(
    'make a project in an empty folder that passes its test and reaches its hub',
    async () => {
      const steps = {
        init: await (ALL_OF_THE_WAY
          ? user.run('npm', 'exec', '--yes', '@iotpnp/cli', '--', 'init', '--yes')
          : user.run(process.execPath, COMMAND, 'init', '--yes')),
        install: await (ALL_OF_THE_WAY ? user.run('npm', 'install') : quickInstall(user)),
        test: await user.run('npm', 'test'),
        start: await user.run('npm', 'start', '--', '--duration', '5s', '--port', '0'),
        doctor: await user.run('npm', 'run', 'doctor'),
      };
      if (ALL_OF_THE_WAY) console.log(shown(steps));
      for (const [name, { code, stdout, stderr }] of Object.entries(steps)) {
        expect(code, `${name}: ${stdout}${stderr}`).toBe(0);
      }
      expect(steps.test.stdout).toMatch(/Tests.*1 passed/);
      expect(steps.start.stdout).toContain('"payload":{"temperature":18.3},"msg":"hub telemetry"');
      expect(steps.doctor.stdout).toContain(' 0 failed');
      expect(registry.fetched).toEqual(
        expect.arrayContaining(['@iotpnp/cli', '@iotpnp/core', '@iotpnp/testkit']),
      );
    },
    MINUTES_MS,
  );

  it('hold templates, the schema that the config names, and the preload of official programs', async () => {
    const again = await user.run('npx', 'pnp', 'init', 'again', '--yes', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ name: 'again', kept: [] });
    const config = readFileSync(path.join(user.folder, 'again/pnp.config.yaml'), 'utf8');
    const [, schema = ''] = /\$schema=(\S+)/.exec(config) ?? [];
    expect(JSON.parse(readFileSync(path.join(user.folder, schema), 'utf8'))).toMatchObject({
      type: 'object',
    });
    const official = await user.run('npx', 'pnp', 'hub', 'run', '--', 'node', '-p', '6 * 7');
    expect(official).toMatchObject({ code: 0, stdout: '42\n' });
  });
});

function shown(steps: Readonly<Record<string, Ran>>): string {
  const times = Object.entries(steps).map(
    ([name, { seconds }]) => `${name} ${seconds.toFixed(1)} s`,
  );
  const all = Object.values(steps).reduce((sum, { seconds }) => sum + seconds, 0);
  return `${times.join(', ')}: ${all.toFixed(1)} s`;
}
