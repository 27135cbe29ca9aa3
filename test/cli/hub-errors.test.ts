import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY } from './command-fault.js';
import { HUB_FAULTS } from './hub-faults.js';
import { Pnp, pnp } from './pnp.js';
import { SERVICE_FAULTS } from './service-faults.js';
import { hubOf, user, type RunningHub, type User } from './user.js';

let own: User;
let alone: User;
let hub: RunningHub;
beforeAll(async () => {
  own = user();
  alone = user();
  hub = await hubOf(own);
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  own[Symbol.dispose]();
  alone[Symbol.dispose]();
});

describe('fails with one page and its exit code:', () => {
  it.each([...SERVICE_FAULTS, ...HUB_FAULTS])('$title', async (fault) => {
    const fill = (text: string) => text.replace('%PORT%', String(hub.facts.port));
    const { env } = fault.alone === true ? alone : own;
    const { code, stdout, stderr } = await pnp(fault.args.map(fill), {
      env: { ...env, ...fault.env },
    });
    expect(stdout).toBe('');
    expect(stderr).toContain(`error ${fault.code}\n`);
    expect(/^ {2}where {2}(.*)$/m.exec(stderr)?.[1]).toBe(fill(fault.where));
    expect(stderr.slice(stderr.indexOf('  fix    '))).toContain(fault.fix);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(stderr).not.toContain(KEY);
    expect(stderr.split('\n').length).toBeLessThan(12);
    expect(code).toBe(fault.exitCode ?? 1);
  });

  it('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await pnp(['hub', '--port', String(port)], alone);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toContain('error PNP_HUB_PORT_TAKEN\n');
    expect(stderr).toContain('--port 0 for any free one');
  });
});

it('Ctrl-C while a device is waited for ends at once with 130, and with no page', async () => {
  const env = { ...own.env, NO_COLOR: '1' };
  const waiting = new Pnp(['send', 'device1', 'x', '--wait'], { env, terminal: true });
  await expect.poll(() => waiting.stderr, { timeout: 20_000 }).toContain('waiting for the device');
  waiting.process.kill('SIGINT');
  const { code, stderr } = await waiting.ended();
  expect(stderr).toMatch(/^sent \S+, waiting for the device\n$/);
  expect(code).toBe(130);
});
