import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startHub, type Hub } from '@iotpnp/hub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/repository.js';
import { Pnp } from './pnp.js';

let hub: Hub;
let folder: string;
beforeAll(async () => {
  hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
  const base = path.join(ROOT, 'node_modules/.cache/pnp-doctor');
  mkdirSync(base, { recursive: true });
  folder = mkdtempSync(path.join(realpathSync(base), 'app-'));
  write('package.json', '{"type":"module"}');
  write('ca.pem', hub.ca);
  write(
    'pump.ts',
    `import { Interface, Telemetry } from '@iotpnp/core';
@Interface('dtmi:com:example:Pump;1')
export class Pump { @Telemetry('double') speed = 0; }
`,
  );
});
afterAll(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(path.join(folder, name), text);
}

function configured(connectionString: string, more = "ca: '${file:./ca.pem}'"): void {
  const options = `use: connection-string, connectionString: '${connectionString}', ${more}`;
  write('pnp.config.yaml', `device: ./pump.ts\nprovisioning: { ${options} }\n`);
}

interface Finding {
  readonly status: string;
  readonly what: string;
  readonly message: string;
  readonly remedy?: string;
}

async function findings(...more: string[]): Promise<{ code: number | null; found: Finding[] }> {
  const { code, stdout } = await new Pnp(['doctor', '--json', ...more], { cwd: folder }).ended();
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { code, found: lines.map((line) => JSON.parse(line) as Finding) };
}

const notOk = (found: readonly Finding[]) => found.filter(({ status }) => status !== 'ok');

describe('pnp doctor', () => {
  it('finds all well, down to the clock of the hub', async () => {
    configured(hub.connectionString('dev1'));
    const { code, found } = await findings();
    expect(notOk(found)).toEqual([]);
    expect(code).toBe(0);
    const place = `hub localhost:${hub.port}`;
    expect(found.map(({ what }) => what)).toEqual([
      'Node',
      'config',
      'device',
      'transport',
      'credentials',
      place,
      place,
      place,
    ]);
    expect(found.at(-1)?.message).toMatch(/clocks agree/u);
  });

  it('says how to mend a certificate that is not trusted', async () => {
    configured(hub.connectionString('dev1'), '');
    const { code, found } = await findings();
    expect(code).toBe(1);
    expect(notOk(found)).toMatchObject([
      {
        status: 'fail',
        message: expect.stringMatching(/not trusted/),
        remedy: expect.stringMatching(/as ca/),
      },
    ]);
  });

  it('says that nothing listens', async () => {
    configured(hub.connectionString('dev1').replace(`:${hub.port}`, ':1'));
    const { found } = await findings();
    expect(notOk(found)).toMatchObject([{ message: 'nothing listens at port 1' }]);
  });

  it('goes on after each fault, and shows no secret', async () => {
    write(
      'pnp.config.yaml',
      "device: ./gone.ts\ntransport: azrue\nprovisioning: { use: connection-string, connectionString: 'HostName=h;SharedAccessKey=c2VjcmV0' }",
    );
    const broken = await findings();
    expect(notOk(broken.found)).toMatchObject([{ message: expect.stringMatching(/"azrue"/) }]);
    write(
      'pnp.config.yaml',
      "device: ./gone.ts\ntransport: { use: azure, keepAliveSeconds: 0 }\nprovisioning: { use: connection-string, connectionString: 'HostName=h;SharedAccessKey=c2VjcmV0' }",
    );
    const { code, found } = await findings();
    expect(code).toBe(1);
    expect(notOk(found).map(({ what }) => what)).toEqual([
      'device',
      'transport',
      'credentials',
      'network',
    ]);
    expect(JSON.stringify([broken, found])).not.toContain('c2VjcmV0');
  });

  it('is a page of lines for a person', async () => {
    configured(hub.connectionString('dev1'));
    const { stdout } = await new Pnp(['doctor'], { cwd: folder }).ended();
    expect(stdout).toMatch(/^ok {4}Node: /mu);
    expect(stdout).toContain('8 ok, 0 to look at, 0 failed');
  });
});

describe('pnp config', () => {
  it('shows each value with where it comes from, and no secret', async () => {
    configured(hub.connectionString('dev1'));
    const run = new Pnp(['config'], { cwd: folder, env: { PNP_LOG_LEVEL: 'warn' } });
    const { stdout, code } = await run.ended();
    expect(code).toBe(0);
    expect(stdout).toMatch(/device +pump\.ts +pnp\.config\.yaml/u);
    expect(stdout).toMatch(/transport +azure +default/u);
    expect(stdout).toMatch(/provisioning\.connectionString +\[redacted\] +pnp\.config\.yaml/u);
    expect(stdout).toMatch(/provisioning\.ca +\[certificate\] +pnp\.config\.yaml, by a reference/u);
    expect(stdout).toMatch(/log\.level +warn +PNP_LOG_LEVEL/u);
  });
});

describe('pnp plugins', () => {
  it('lists what they came out of, with their options', async () => {
    configured(hub.connectionString('dev1'));
    const { stdout } = await new Pnp(['plugins', '--json'], { cwd: folder }).ended();
    expect(JSON.parse(stdout)).toMatchObject([
      { key: 'transport', name: 'azure', options: {} },
      {
        key: 'provisioning',
        name: 'connection-string',
        options: { connectionString: '[redacted]', ca: '[certificate]' },
      },
    ]);
  });
});
