import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pnp, type PnpOptions } from './pnp.js';

interface Fault {
  readonly title: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly code: string;
  /** As it stands behind `where`. */
  readonly where: string;
  /** A part of the remedy. */
  readonly fix: string;
}

const start = (module: string, ...options: string[]) => ['start', module, ...options];
const key = 'YWJjZGVmZ2hpamtsbW5vcA==';

const FAULTS: readonly Fault[] = [
  {
    title: 'missing module',
    args: start('nowhere.ts'),
    code: 'PNP_DEVICE_MODULE_NOT_FOUND',
    where: 'nowhere.ts',
    fix: 'correct the path',
  },
  {
    title: 'missing module, named by a config',
    args: ['start', '--config', 'no-module.yaml'],
    code: 'PNP_DEVICE_MODULE_NOT_FOUND',
    where: 'no-module.yaml, device',
    fix: 'relative to the file',
  },
  {
    title: 'a folder in place of a module',
    args: start('faulty'),
    code: 'PNP_DEVICE_MODULE_NOT_FOUND',
    where: 'faulty',
    fix: path.join('faulty', 'device.ts'),
  },
  {
    title: 'no module named',
    args: ['start'],
    code: 'PNP_NO_DEVICE',
    where: '/fixtures',
    fix: 'pnp start src/device.ts',
  },
  {
    title: 'no @Interface',
    args: start('faulty/no-interface.ts'),
    code: 'PNP_MODEL_NO_ID',
    where: 'faulty/no-interface.ts:3:8, class Pump',
    fix: '@Interface(',
  },
  {
    title: 'bad DTMI',
    args: start('faulty/bad-dtmi.ts'),
    code: 'PNP_MODEL_BAD_DTMI',
    where: 'faulty/bad-dtmi.ts:4:16, class Pump',
    fix: 'dtmi:com:example:',
  },
  {
    title: 'two members of one name',
    args: start('faulty/two-of-one-name.ts'),
    code: 'PNP_MODEL_DUPLICATE_NAME',
    where: 'faulty/two-of-one-name.ts:6:3, class Pump, member pressure',
    fix: 'rename',
  },
  {
    title: 'a component inside a component',
    args: start('faulty/component-in-component.ts'),
    code: 'PNP_MODEL_NESTED_COMPONENT',
    where: 'faulty/component-in-component.ts:13:20, class Plant, member pump.valve',
    fix: 'move valve',
  },
  {
    title: '@Component() without a class',
    args: start('faulty/component-no-class.ts'),
    code: 'PNP_MODEL_COMPONENT_NO_CLASS',
    where: 'faulty/component-no-class.ts:5:16, class Plant, member pump',
    fix: '@Component(TheClass)',
  },
  {
    title: 'a static member',
    args: start('faulty/static-member.ts'),
    code: 'PNP_MODEL_STATIC_MEMBER',
    where: 'faulty/static-member.ts:5:30, class Pump, member pressure',
    fix: 'static',
  },
  {
    title: 'a #private member, legacy decorators',
    args: start('faulty/private-member.ts'),
    code: 'PNP_MODEL_PRIVATE_MEMBER',
    where: 'faulty/private-member.ts:4:16, class Pump, member #',
    fix: 'remove the #',
  },
  {
    title: 'a #private member, standard decorators',
    args: start('faulty/standard/private-member.ts'),
    code: 'PNP_MODEL_PRIVATE_MEMBER',
    where: 'faulty/standard/private-member.ts:5:23, class Pump, member #pressure',
    fix: '#',
  },
  {
    title: 'no class exported',
    args: start('faulty/no-class.ts'),
    code: 'PNP_DEVICE_EXPORT',
    where: 'faulty/no-class.ts',
    fix: 'export default',
  },
  {
    title: 'several classes exported',
    args: start('faulty/two-classes.ts'),
    code: 'PNP_DEVICE_EXPORT',
    where: 'faulty/two-classes.ts',
    fix: '#Pump, #Valve',
  },
  {
    title: 'an export that is not there',
    args: start('thermostat.ts#Thermo'),
    code: 'PNP_DEVICE_EXPORT',
    where: 'thermostat.ts',
    fix: '#Thermostat',
  },
  {
    title: 'a package that is not installed',
    args: start('faulty/no-such-package.ts'),
    code: 'PNP_MODULE_IMPORT',
    where: 'faulty/no-such-package.ts:2:22',
    fix: 'npm install no-such-package',
  },
  {
    title: 'a file that is not there',
    args: start('faulty/no-such-file.ts'),
    code: 'PNP_MODULE_IMPORT',
    where: 'faulty/no-such-file.ts:1:22',
    fix: 'correct the path',
  },
  {
    title: 'an export that a package does not have',
    args: start('faulty/missing-export.ts'),
    code: 'PNP_MODULE_IMPORT',
    where: 'faulty/missing-export.ts:2:10',
    fix: 'import type',
  },
  {
    title: 'using, in a module with a decorated class',
    args: start('faulty/top-level-using.ts'),
    code: 'PNP_MODULE_SYNTAX',
    where: 'faulty/top-level-using.ts:5:1',
    fix: 'write const',
  },
  {
    title: 'a module that throws',
    args: start('faulty/throws.ts'),
    code: 'PNP_MODULE_THREW',
    where: 'faulty/throws.ts:6:40',
    fix: 'correct the code',
  },
  {
    title: 'a constructor that throws',
    args: start('faulty/constructor-throws.ts', '--local', '--port', '0', '--data', '%DATA%'),
    code: 'PNP_APP_THREW',
    where: 'faulty/constructor-throws.ts:6:11',
    fix: 'correct the code',
  },
  {
    title: 'a rejection nobody handles',
    args: start('faulty/later-throw.ts', '--local', '--port', '0', '--data', '%DATA%'),
    code: 'PNP_UNEXPECTED',
    where: 'faulty/later-throw.ts:6:25',
    fix: 'correct the code',
  },
  {
    title: 'bad connection string',
    args: start('thermostat.ts'),
    env: { PNP_CONNECTION_STRING: `HostName=h;SharedAccessKey=${key}` },
    code: 'PNP_BAD_CONNECTION_STRING',
    where: 'PNP_CONNECTION_STRING: DeviceId',
    fix: 'HostName=...;DeviceId=...',
  },
  {
    title: 'unknown plugin',
    args: start('thermostat.ts'),
    env: { PNP_PROVISIONING: 'connection-sting' },
    code: 'PNP_PLUGIN_UNKNOWN',
    where: 'PNP_PROVISIONING',
    fix: 'connection-string',
  },
  {
    title: 'no credentials off a terminal',
    args: start('thermostat.ts'),
    code: 'PNP_NO_CREDENTIALS',
    where: '/fixtures',
    fix: '--local',
  },
  {
    title: 'bad log level in the environment',
    args: start('thermostat.ts'),
    env: { PNP_LOG_LEVEL: 'loud' },
    code: 'PNP_CONFIG_BAD_VALUE',
    where: 'PNP_LOG_LEVEL',
    fix: 'log.level',
  },
  {
    title: 'bad duration',
    args: start('thermostat.ts', '--duration', 'tens'),
    code: 'PNP_BAD_DURATION',
    where: '--duration',
    fix: '10s',
  },
  {
    title: 'unknown option',
    args: start('thermostat.ts', '--locla'),
    code: 'PNP_BAD_OPTION',
    where: '--locla',
    fix: 'did you mean --local?',
  },
  {
    title: 'unknown command',
    args: ['strat'],
    code: 'PNP_BAD_OPTION',
    where: 'command line',
    fix: 'did you mean start?',
  },
  {
    title: "a port for a hub that doesn't run",
    args: start('thermostat.ts', '--port', '1'),
    env: { PNP_CONNECTION_STRING: `HostName=h;DeviceId=d;SharedAccessKey=${key}` },
    code: 'PNP_BAD_OPTION',
    where: '--port',
    fix: '--local',
  },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pnp-errors-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function failed(args: readonly string[], options?: PnpOptions): Promise<string> {
  const { code, stderr } = await pnp(args, options);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr).not.toContain(key);
  expect(code).toBe(1);
  return stderr;
}

function expectPage(page: string, { code, where, fix }: Omit<Fault, 'title' | 'args'>): void {
  expect(page).toContain(`error ${code}\n`);
  const told = /^ {2}where {2}(.*)$/m.exec(page)?.[1] ?? '';
  expect(told.endsWith(where) ? where : told).toBe(where);
  expect(page.slice(page.indexOf('  fix    '))).toContain(fix);
}

describe('pnp start fails with one page and exit code 1:', () => {
  it.concurrent.each(FAULTS)('$title', async ({ args, env, ...fault }) => {
    const given = args.map((arg) => arg.replace('%DATA%', path.join(folder, fault.code)));
    expectPage(await failed(given, env ? { env } : {}), fault);
  });

  it('port taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const args = start('thermostat.ts', '--local', '--port', String(port), '--data', folder);
    const page = await failed(args);
    server.close();
    expect(page).toContain(String(port));
    expectPage(page, {
      code: 'PNP_HUB_PORT_TAKEN',
      where: 'the embedded hub',
      fix: '--port 0 for any',
    });
    expect(page).not.toContain('port: 0');
  });

  it('plugins nobody knows, and a key, all at once', async () => {
    const page = await failed(['start', 'thermostat.ts', '--config', 'unknown-plugins.yaml']);
    expect(page).toContain('unknown key "devise"');
    expect(page).toMatch(/no transport plugin "amqp"[^]*?fix {4}known here: azure; others/);
    expect(page).toMatch(
      /no provisioning plugin "satellite"[^]*?known here: connection-string, edge, dps, local; others/,
    );
    expect(page).toContain('3 errors\n');
  });

  it('unknown options of both plugins, all at once', async () => {
    const file = path.join(folder, 'options.yaml');
    const provisioning = `{ use: connection-string, connectonString: ${key} }`;
    writeFileSync(file, `transport: { use: azure, foo: 1 }\nprovisioning: ${provisioning}\n`);
    const page = await failed(['start', 'thermostat.ts', '--config', file]);
    expect(page).toContain('unknown option "foo"');
    expect(page).toContain('options.yaml, transport.foo\n');
    expect(page).toContain('options.yaml, provisioning.connectonString\n');
    expect(page).toContain('did you mean "connectionString"?');
  });

  it('not connected when --duration is over', async () => {
    const env = {
      PNP_CONNECTION_STRING: `HostName=localhost:1;DeviceId=d;SharedAccessKey=${key}`,
    };
    const page = await failed(start('thermostat.ts', '--duration', '2s'), { env });
    expectPage(page, {
      code: 'PNP_NEVER_CONNECTED',
      where: '--duration',
      fix: '--connect-timeout',
    });
    expect(page).toMatch(/not connected within --duration: .*localhost/);
  });

  it('connect timeout', async () => {
    const env = {
      PNP_CONNECTION_STRING: `HostName=localhost:1;DeviceId=d;SharedAccessKey=${key}`,
    };
    const { code, stdout, stderr } = await pnp(
      start('thermostat.ts', '--connect-timeout', '500ms'),
      { env },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('error PNP_CONNECT_TIMEOUT\n');
    const warning = stdout.split('\n').find((line) => line.includes('PNP_HUB_UNREACHABLE'));
    expect(JSON.parse(warning ?? '{}')).toMatchObject({
      level: 'warn',
      code: 'PNP_HUB_UNREACHABLE',
      retryInMs: expect.any(Number) as number,
      nextTry: expect.stringMatching(/^\d{4}-/) as string,
    });
  });
});

describe('a syntax error', () => {
  it.each(['pump.ts', 'pump.mjs'])('in %s shows the lines around it', async (name) => {
    writeFileSync(
      path.join(folder, name),
      'export class Pump {\n  run() {\n    return (;\n  }\n}\n',
    );
    const page = await failed(start(name), { cwd: folder });
    expectPage(page, { code: 'PNP_MODULE_SYNTAX', where: `${name}:3:13`, fix: 'correct' });
    expect(page).toContain(
      ['    2 |   run() {', '  > 3 |     return (;', '      |             ^', '    4 |   }'].join(
        '\n',
      ),
    );
  });

  it('in a config is told without its lines', async () => {
    const file = path.join(folder, 'broken.config.yaml');
    writeFileSync(file, `provisioning: { connectionString: ${key}\n`);
    const page = await failed(['start', '--config', file], { cwd: folder });
    expectPage(page, {
      code: 'PNP_CONFIG_UNREADABLE',
      where: 'broken.config.yaml:2:1',
      fix: 'correct the file',
    });
  });
});

it('--verbose shows the stack', async () => {
  const { code, stderr } = await pnp(start('faulty/throws.ts', '--verbose'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/RangeError: no GPIO here\n\s+at .*throws\.ts:6:40/);
});
