import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../support/repository.js';
import { Pnp, pnp } from './pnp.js';
import { user, type User } from './user.js';

let someone: User;
let folder: string;
let dev: Pnp | undefined;
beforeEach(() => {
  someone = user();
  folder = mkdtempSync(path.join(realpathSync(someone.folder), 'pump-'));
  mkdirSync(path.join(folder, 'src'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  write('package.json', '{ "type": "module" }');
  write('pnp.config.yaml', 'device: ./src/pump.ts\n');
  write('src/pump.ts', pump(1));
});
afterEach(async () => {
  if (dev?.process.exitCode === null && dev.process.signalCode === null) {
    dev.process.kill('SIGKILL');
    await once(dev.process, 'close');
  }
  dev = undefined;
  someone[Symbol.dispose]();
});

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

/** A device that tells which version of it runs, in which process. */
const pump = (version: number, more = '') => `
import { Interface, Property, Telemetry, Writable } from '@iotpnp/core';
@Interface('dtmi:com:example:Pump;1')
export default class Pump {
  @Property('integer') version = ${version};
  @Property('integer') pid = process.pid;
  @Writable('integer') limit = 10;
  @Telemetry('string', { every: '1h' }) greeting() {
    return 'version ${version}';
  }
  ${more}
}
`;

async function started(...options: string[]): Promise<Pnp> {
  dev = new Pnp(['dev', '--local', '--port', '0', ...options], { cwd: folder, env: someone.env });
  await dev.printed('"watching"');
  await dev.printed('"greeting":"version 1"');
  return dev;
}

type Line = Readonly<Record<string, unknown>>;

function lines({ stdout }: Pnp, message: string): Line[] {
  const json = stdout.split('\n').filter((line) => line.startsWith('{'));
  return json.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === message);
}

/** Of the process that ran the device last. */
function pidOf(running: Pnp): number {
  const reports = lines(running, 'hub reported').map(({ payload }) => payload as { pid?: number });
  return reports.findLast(({ pid }) => pid !== undefined)?.pid ?? Number.NaN;
}

function portOf(running: Pnp): number {
  return Number(String(lines(running, 'embedded hub listening')[0]?.['hub']).split(':')[1]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

describe('pnp dev --local', () => {
  it('starts a device anew on a save; its twin and who reads its telemetry stay', async () => {
    const running = await started();
    const before = pidOf(running);
    const reader = new Pnp(['monitor', '--json'], { env: someone.env });
    const set = await pnp(['twin', 'set', 'pnp-pump', 'limit=25'], { env: someone.env });
    expect(set.stderr).toBe('');
    await running.printed('"limit":{"value":25,"ac":200');
    write('src/pump.ts', pump(2));
    await running.printed('"greeting":"version 2"');
    await reader.printed('version 2');
    reader.process.kill('SIGINT');
    await reader.ended();
    await running.printed('"reloaded"');
    expect(lines(running, 'reloaded')).toMatchObject([
      { files: ['src/pump.ts'], ms: expect.any(Number) as number },
    ]);
    expect(lines(running, 'embedded hub listening')).toHaveLength(1);
    expect(isAlive(before)).toBe(false);
    const twin = await pnp(['twin', 'get', 'pnp-pump', '--json'], { env: someone.env });
    expect(JSON.parse(twin.stdout)).toMatchObject({
      desired: { limit: 25 },
      reported: { limit: { value: 25 }, version: 2 },
    });
  });

  it('shows what is wrong with a save, and waits for the next', async () => {
    const running = await started();
    write('src/pump.ts', pump(2).replace('= 2;', '= ;'));
    await running.printed('waiting for the next save');
    expect(running.stderr).toMatch(/PNP_MODULE_SYNTAX[^]*src\/pump\.ts:5:/);
    write('src/pump.ts', pump(3));
    await running.printed('"greeting":"version 3"');
    expect(lines(running, 'embedded hub listening')).toHaveLength(1);
  });

  it('that cannot run yet waits for a save too', async () => {
    write('src/pump.ts', `import { limit } from './limit.js';\n${pump(1, 'most = limit;')}`);
    dev = new Pnp(['dev', '--local', '--port', '0'], { cwd: folder, env: someone.env });
    await dev.printed('waiting for the next save');
    write('src/limit.ts', 'export const limit = 5;\n');
    await dev.printed('"greeting":"version 1"');
  });

  it('takes many saves at once, and those of editors that rename, for one', async () => {
    const running = await started();
    for (let version = 2; version <= 9; version += 1) {
      write('src/.pump.ts.swp', pump(version));
      renameSync(path.join(folder, 'src/.pump.ts.swp'), path.join(folder, 'src/pump.ts'));
      write('src/other.ts', `export const other = ${version};\n`);
    }
    await running.printed('"greeting":"version 9"');
    await running.printed('"reloaded"');
    expect(lines(running, 'device class')).toHaveLength(2);
    const [files = []] = lines(running, 'reloaded').map((line) => line['files'] as string[]);
    expect(files.toSorted()).toEqual(['src/other.ts', 'src/pump.ts']);
  });

  it('follows its config, and leaves alone what does not make the device', async () => {
    const running = await started();
    write('dist/pump.js', '');
    write('.pnp/note.js', '');
    write('.git/hooks/hook.js', '');
    write('src/pump.test.ts', '');
    write('data.json', '{}');
    write('pnp.config.yaml', 'device: ./src/second.ts\n');
    write('src/second.ts', pump(2));
    await running.printed('"greeting":"version 2"');
    await running.printed('"reloaded"');
    const files = lines(running, 'changed').flatMap((line) => line['files'] as string[]);
    expect(files.toSorted()).toEqual(['pnp.config.yaml', 'src/second.ts']);
  });
});

describe('a signal to pnp dev', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends all in order', async (signal) => {
    const running = await started();
    const pid = pidOf(running);
    running.process.kill(signal);
    const { code, stderr, stdout } = await running.ended();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(isAlive(pid)).toBe(false);
    expect(await isFree(portOf(running))).toBe(true);
    const order = [/"closing"/, /"by-device"/, /"closed"\}\n$/].map((line) => stdout.search(line));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  it('ends a device too that hears none', async () => {
    const endless = "constructor() { setTimeout(() => { console.log('endless'); for (;;); }, 1); }";
    write('src/pump.ts', pump(1, endless));
    dev = new Pnp(['dev', '--local', '--port', '0'], { cwd: folder, env: someone.env });
    await dev.printed('endless');
    dev.process.kill('SIGINT');
    expect(await dev.ended()).toMatchObject({ code: 0, stderr: '' });
    expect(await isFree(portOf(dev))).toBe(true);
  });

  it('that cannot be heard, as a kill, ends the device all the same', async () => {
    const running = await started();
    const pid = pidOf(running);
    running.process.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });
});

it('pnp dev ends with the error of a hub that cannot be started', async () => {
  await using server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const args = ['dev', '--local', '--port', String(port)];
  const { code, stderr } = await pnp(args, { cwd: folder, env: someone.env });
  expect(code).toBe(1);
  expect(stderr.match(/^error PNP_\w+/gm)).toEqual(['error PNP_HUB_PORT_TAKEN']);
});

it('pnp dev --duration ends by itself', async () => {
  const args = ['dev', '--local', '--port', '0', '--duration', '2s'];
  const { code, stdout } = await pnp(args, { cwd: folder, env: someone.env });
  expect(code).toBe(0);
  expect(stdout).toMatch(/"closed"\}\n$/);
});
