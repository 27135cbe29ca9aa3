import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Pnp, pnp } from './pnp.js';
import { hubOf, user, type User } from './user.js';

const COMMAND = path.join(import.meta.dirname, '../../packages/cli/bin/pnp.js');

/** What a user's hubs have in the folder for temporary files. */
function temporaryOf(of: User): string[] {
  return readdirSync(of.folder).filter((name) => name.startsWith('pnp-hub-'));
}

describe('a hub of this machine', () => {
  it('is one of several by its port', async () => {
    using other = user();
    await using first = await hubOf(other);
    await using second = await hubOf(other, '--device-id', 'of-second');
    const list = (...args: string[]) => pnp(['hub', 'device', 'list', ...args], other);
    const { code, stderr } = await list();
    expect(code).toBe(1);
    expect(stderr).toContain('error PNP_WHICH_HUB');
    expect(stderr).toContain(`port ${first.facts.port}`);
    const { stdout } = await list('--port', String(second.facts.port));
    expect(stdout).toContain('of-second');
  });

  it('is meant by IOTHUB_CONNECTION_STRING of hub run, whatever else runs', async () => {
    using other = user();
    await using running = await hubOf(other, '--device-id', 'of-first');
    const program = ['node', COMMAND, 'hub', 'device', 'list'];
    const args = ['hub', 'run', '--device-id', 'of-run', '--', ...program];
    const { code, stdout } = await pnp(args, other);
    expect(code).toBe(0);
    expect(stdout).toContain('of-run');
    expect(stdout).not.toContain('of-first');
    expect(running.facts.env['IOTHUB_DEVICE_ID']).toBe('of-first');
  });

  it('that was killed is forgotten', async () => {
    using other = user();
    const killed = await hubOf(other);
    killed.running.process.kill('SIGKILL');
    await killed.running.ended();
    await using running = await hubOf(other, '--device-id', 'alive');
    const { stdout } = await pnp(['hub', 'device', 'list'], other);
    expect(stdout).toContain('alive');
    expect(readdirSync(path.join(other.folder, 'iotpnp'))).toEqual([`${running.facts.port}.json`]);
  });

  it('that was killed is forgotten with its files while its parent has not looked, too', async () => {
    using other = user();
    // who becomes sleep never asks what became of its child
    const script = '"$0" "$1" hub --port 0 --json & echo "pid $!"; exec sleep 60';
    const parent = spawn('sh', ['-c', script, process.execPath, COMMAND], {
      env: { PATH: process.env['PATH'] ?? '', ...other.env },
    });
    let printed = '';
    parent.stdout.on('data', (chunk) => (printed += String(chunk)));
    try {
      await expect.poll(() => printed, { timeout: 10_000 }).toContain('"caFile"');
      expect(temporaryOf(other)).toHaveLength(1);
      process.kill(Number(/pid (\d+)/.exec(printed)?.[1]), 'SIGKILL');
      await expect
        .poll(() => pnp(['hub', 'device', 'list'], other), { timeout: 10_000 })
        .toMatchObject({ code: 1, stderr: expect.stringContaining('PNP_NO_HUB') as string });
      expect(readdirSync(path.join(other.folder, 'iotpnp'))).toEqual([]);
      expect(temporaryOf(other)).toEqual([]);
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('whose number another process has is not taken for one that runs', async () => {
    using other = user();
    await using running = await hubOf(other);
    const folder = path.join(other.folder, 'iotpnp');
    const note = readFileSync(path.join(folder, `${running.facts.port}.json`), 'utf8');
    const stale = { ...(JSON.parse(note) as object), pid: process.pid, port: 1 };
    writeFileSync(path.join(folder, '1.json'), JSON.stringify(stale));
    const { code, stdout, stderr } = await pnp(['hub', 'device', 'list'], other);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('device1');
    // who asked whether it listens is nothing to tell of
    expect(running.running.stdout).not.toContain('refused');
  });

  it('is found by nobody else: a folder that others can write in is not believed', async () => {
    using other = user();
    await using running = await hubOf(other);
    chmodSync(path.join(other.folder, 'iotpnp'), 0o777);
    const { code, stderr } = await pnp(['hub', 'device', 'list'], other);
    expect(code).toBe(1);
    expect(stderr).toContain('error PNP_NO_HUB');
    expect(stderr).not.toContain(String(running.facts.port));
  });
});

it('a device of pnp start --local is reached as one of pnp hub is', async () => {
  using other = user();
  const args = ['start', 'plant.ts', '--local', '--port', '0', '--data', other.folder];
  const local = new Pnp([...args, '--log', 'json'], other);
  await local.printed('"running"');
  const { code, stdout } = await pnp(['invoke', 'pnp-plant', 'valve*double', '21'], other);
  expect([code, stdout]).toEqual([0, '42\n']);
  local.process.kill('SIGINT');
  expect((await local.ended()).code).toBe(0);
  expect(readdirSync(path.join(other.folder, 'iotpnp'))).toEqual([]);
});
