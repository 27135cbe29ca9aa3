import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onService, type OnService } from './on-service.js';

const ROOT = path.join(import.meta.dirname, '../..');
/** Far below the 4 minutes of an idle AMQP connection. */
const LONGEST_MS = 20_000;

let on: OnService;
beforeAll(async () => {
  on = await onService();
  await on.hub.addDevice('dev1');
});
afterAll(() => on[Symbol.asyncDispose]());

/** Does something with a service in a program of its own, which nothing but its own end stops. */
async function program(body: string): Promise<string> {
  const text = `
    const { createService } = await import('@iotpnp/service');
    const service = createService(process.env.POLICY, { ca: process.env.CA });
    ${body}
    console.log('done');
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', text],
    {
      cwd: ROOT,
      env: { ...process.env, POLICY: on.hub.serviceConnectionString, CA: on.hub.ca },
      timeout: LONGEST_MS,
      killSignal: 'SIGKILL',
    },
  );
  return stdout;
}

describe('a program ends by itself once its service is closed, after', () => {
  it.each([
    ['a twin', "await service.twin('dev1'); await service.close();"],
    ['a message', "await service.send('dev1', 'x'); await service.close();"],
    ['feedback', 'const f = service.feedback(); await f.open(); await service.close();'],
    ['telemetry', 'const m = service.monitor(); await m.open(); await service.close();'],
    [
      'telemetry that was left',
      'const m = service.monitor(); await m.open(); await m.return(); await service.close();',
    ],
    [
      'a hub that is not trusted',
      "const own = createService(process.env.POLICY); await own.send('dev1', 'x').catch(() => {}); await own.close(); await service.close();",
    ],
  ])('%s', async (_, body) => {
    expect(await program(body)).toBe('done\n');
  });
});
