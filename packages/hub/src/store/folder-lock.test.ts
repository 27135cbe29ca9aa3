import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { mkdir, readdir, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { lockFolder } from './folder-lock.js';

const onPosix = describe.skipIf(process.platform === 'win32');

/** A process that listens on a socket and answers nobody. */
async function deafProcess(path: string): Promise<ChildProcess> {
  const code = `require('node:net').createServer().listen(process.argv[1], () => console.log('listens'))`;
  const child = spawn(process.execPath, ['-e', code, path]);
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await once(child, 'exit');
}

describe('lockFolder', () => {
  it('lets one in, and the next when it is released', async () => {
    await using folder = await temporaryFolder();
    const lock = await lockFolder(folder.path);
    await expect(lockFolder(folder.path)).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_LOCKED',
      message: `${folder.path} is in use by the hub of process ${process.pid} on ${hostname()}`,
      hint: expect.stringContaining('another dataDir'),
    });
    await lock.release();
    await (await lockFolder(folder.path)).release();
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('lets exactly one in of many that come at once', async () => {
    await using folder = await temporaryFolder();
    for (let round = 0; round < 10; round += 1) {
      const tries = Array.from({ length: 8 }, () => lockFolder(folder.path));
      const results = await Promise.allSettled(tries);
      const locks = results.flatMap((result) =>
        result.status === 'fulfilled' ? result.value : [],
      );
      expect(locks.length).toBe(1);
      await locks[0]?.release();
    }
  });

  it('takes a folder by any other name for the same', async () => {
    await using folder = await temporaryFolder();
    await using other = await temporaryFolder();
    await symlink(folder.path, join(other.path, 'alias'), 'junction');
    const lock = await lockFolder(folder.path);
    await expect(lockFolder(join(other.path, 'alias'))).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_LOCKED',
    });
    await lock.release();
  });
});

onPosix('the lock of a folder', () => {
  it('ends with its process, however that ends', async () => {
    await using folder = await temporaryFolder();
    const child = await deafProcess(join(folder.path, 'lock-00000000'));
    await kill(child, 'SIGKILL');
    expect(await readdir(folder.path)).toEqual(['lock-00000000']);
    const lock = await lockFolder(folder.path);
    expect(await readdir(folder.path)).not.toContain('lock-00000000');
    await lock.release();
  });

  it('holds while its process stands still', async () => {
    await using folder = await temporaryFolder();
    const child = await deafProcess(join(folder.path, 'lock-ffffffff'));
    child.kill('SIGSTOP');
    await expect(lockFolder(folder.path)).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_LOCKED',
      message: expect.stringContaining('that does not answer'),
    });
    await kill(child, 'SIGKILL');
    expect(await readdir(folder.path)).toEqual(['lock-ffffffff']);
  });

  it('waits for one that only wants the folder', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'lock-zzzzzzzz');
    const wants = createServer((connection) => connection.end('{"pid":1,"holds":false}'));
    wants.listen(path);
    await once(wants, 'listening');
    const asked = once(wants, 'connection');
    const locking = lockFolder(folder.path);
    await asked;
    wants.close();
    await (await locking).release();
  });

  it('is taken anew when somebody else has removed its socket', async () => {
    await using folder = await temporaryFolder();
    const removes = createServer((connection) => {
      const others = readdirSync(folder.path).filter((name) => name !== 'lock-zzzzzzzz');
      for (const name of others) rmSync(join(folder.path, name));
      removes.close();
      connection.end('{"pid":1,"holds":false}');
    });
    removes.listen(join(folder.path, 'lock-zzzzzzzz'));
    await once(removes, 'listening');
    const lock = await lockFolder(folder.path);
    await expect(lockFolder(folder.path)).rejects.toMatchObject({ code: 'PNP_HUB_STATE_LOCKED' });
    await lock.release();
  });

  it('is in the folder by a path too long for a socket too, and leaves nothing', async () => {
    await using folder = await temporaryFolder();
    await using other = await temporaryFolder();
    const long = join(folder.path, 'long'.repeat(20), 'path'.repeat(20));
    const short = join(other.path, 'alias');
    await mkdir(long, { recursive: true });
    await symlink(long, short);
    const refused = expect.objectContaining({ code: 'PNP_HUB_STATE_LOCKED' });
    for (const [first, second] of [
      [long, short],
      [short, long],
      [long, long],
    ] as const) {
      const lock = await lockFolder(first);
      await expect(lockFolder(second)).rejects.toEqual(refused);
      await lock.release();
      expect(await readdir(long)).toEqual([]);
    }
  });

  it('is left by nobody in the folder for temporary files', async () => {
    await using folder = await temporaryFolder();
    await using temporary = await temporaryFolder();
    const long = join(folder.path, 'long'.repeat(30));
    await mkdir(long);
    vi.stubEnv('TMPDIR', temporary.path);
    try {
      const lock = await lockFolder(long);
      expect(await readdir(temporary.path)).toEqual([]);
      await lock.release();
    } finally {
      vi.unstubAllEnvs();
    }
    expect(await readdir(temporary.path)).toEqual([]);
  });

  it('lets nobody else ask who has it', async () => {
    await using folder = await temporaryFolder();
    const lock = await lockFolder(folder.path);
    const [name] = await readdir(folder.path);
    expect((await stat(join(folder.path, String(name)))).mode & 0o777).toBe(0o600);
    await lock.release();
  });
});
