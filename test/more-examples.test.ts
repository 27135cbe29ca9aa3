import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { startHub, type Hub } from '@iotpnp/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Broker } from '../examples/team-plugins/src/test/broker.js';
import { readTelemetry } from '../examples/team-plugins/src/mqtt/topics.js';
import { Pnp } from './cli/pnp.js';
import { next } from './support/on-hub.js';
import { ROOT } from './support/repository.js';
import { workloadDaemon } from './support/workload-daemon.js';

// Examples that need more than `pnp start --local`, as their users run them.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-more-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

function pnpStart(example: string, args: readonly string[], env: Record<string, string>): Pnp {
  const cwd = path.join(ROOT, 'examples', example);
  return new Pnp(['start', '--log', 'json', ...args], { cwd, env });
}

/** Ends it as Ctrl-C does; its lines. */
async function stopped(pnp: Pnp): Promise<readonly Readonly<Record<string, unknown>>[]> {
  pnp.process.kill('SIGINT');
  const { code, stdout, stderr } = await pnp.ended();
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const lines = stdout.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

function inventoryOf(device: string, connectionString: string, ca?: string): string {
  const devices = [{ device, connectionString, ...(ca !== undefined && { ca }) }];
  return write('inventory.json', JSON.stringify({ devices }));
}

describe("the team's thermostat", () => {
  it('runs on a plain broker, by the preset, the inventory and the plugins of the team', async () => {
    const key = Buffer.from('the key of th-1').toString('base64');
    await using broker = await Broker.start({ 'th-1': key });
    const known = `HostName=${broker.hub};DeviceId=th-1;SharedAccessKey=${key}`;
    const env = { ACME_INVENTORY: inventoryOf('thermostat-1', known), ACME_SITE: 'hall-2' };
    const pnp = pnpStart('team-thermostat', ['--profile', 'bench'], env);
    const said = (topic: string) => broker.heard.find((heard) => heard.topic === topic);
    await expect.poll(() => said('acme/th-1/telemetry'), { timeout: 20_000 }).toBeDefined();
    expect(JSON.parse(said('acme/th-1/status')?.payload ?? '')).toEqual({
      online: true,
      modelId: 'dtmi:com:acme:Thermostat;1',
    });
    expect(readTelemetry(said('acme/th-1/telemetry')?.payload ?? '')).toMatchObject({
      properties: { site: 'hall-2' },
      body: '{"temperature":18.3}',
    });
    expect(await broker.invoke('th-1', 'peak')).toEqual({ status: 200, payload: 18.3 });
    await pnp.printed('"command"');
    const lines = await stopped(pnp);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'command', names: ['peak'], status: 200 }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ site: 'hall-2', plugin: '@acme/pnp-plugins/site' }),
    );
    await expect.poll(() => broker.heard.at(-1)?.payload).toBe('{"online":false}');
    expect(JSON.stringify(lines)).not.toContain(key);
  });
});

describe('examples against the embedded hub', () => {
  let hub: Hub;
  beforeEach(async () => {
    hub = await startHub({ port: 0 });
  });
  afterEach(() => hub.close());

  it("the team's controller runs by the same preset over another transport", async () => {
    await hub.addDevice('ctl-1');
    write('ca.pem', hub.ca);
    const known = hub.connectionString('ctl-1');
    const telemetry = hub.telemetry();
    const pnp = pnpStart('team-controller', [], {
      ACME_INVENTORY: inventoryOf('controller-1', known, 'ca.pem'),
    });
    const { value } = await telemetry.next();
    expect(value).toMatchObject({
      deviceId: 'ctl-1',
      modelId: 'dtmi:com:acme:Controller;1',
      component: 'north',
      properties: { site: 'bench' },
    });
    const version = hub.desire('ctl-1', { south: { target: 31 } });
    await expect
      .poll(() => hub.twin('ctl-1').reported['south'])
      .toMatchObject({ target: { value: 21, ac: 400, av: version } });
    const lines = await stopped(pnp);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'desired', component: 'south', outcome: 'refused' }),
    );
    expect(JSON.stringify(lines)).not.toContain(known.slice(-20));
  });

  it('the gateway connects two leaves, lets one go, and ends by itself', async () => {
    const { endpoint, idScope, groupKey } = hub.dps;
    const events = hub.events();
    const { PATH = '', HOME = '' } = process.env;
    const main = path.join(ROOT, 'examples/gateway/dist/main.js');
    const gateway = spawn(process.execPath, [main], {
      env: {
        PATH,
        HOME,
        DPS_ENDPOINT: endpoint,
        DPS_ID_SCOPE: idScope,
        DPS_GROUP_KEY: groupKey,
        DPS_CA_FILE: write('ca.pem', hub.ca),
      },
    });
    const closed = new Promise((resolve) => {
      gateway.once('close', resolve);
    });
    const output = Promise.all([text(gateway.stdout), text(gateway.stderr)]);
    expect(await closed, (await output).join('')).toBe(0);
    const seen: string[] = [];
    while (seen.length < 4) {
      const { value } = (await events.next()) as { value: { type: string; deviceId?: string } };
      if (/^(?:connected|disconnected)$/u.test(value.type)) {
        seen.push(`${value.deviceId} ${value.type}`);
      }
    }
    expect(seen).toEqual([
      'leaf1 connected',
      'leaf2 connected',
      'leaf1 disconnected',
      'leaf2 disconnected',
    ]);
  });

  it('the module passes readings on from its input to its output', async () => {
    await hub.close();
    hub = await startHub({ port: 0, hostName: 'contoso.example' });
    await hub.addDevice('edge1');
    const { primaryKey } = await hub.addModule('edge1/filter');
    await using daemon = await workloadDaemon(folder, { key: primaryKey, trustBundle: hub.ca });
    const events = hub.events();
    const telemetry = hub.telemetry();
    const pnp = pnpStart('edge-module', [], {
      IOTEDGE_WORKLOADURI: daemon.uri,
      IOTEDGE_IOTHUBHOSTNAME: hub.hostName,
      IOTEDGE_GATEWAYHOSTNAME: `localhost:${hub.port}`,
      IOTEDGE_DEVICEID: 'edge1',
      IOTEDGE_MODULEID: 'filter',
      IOTEDGE_MODULEGENERATIONID: '1',
      IOTEDGE_APIVERSION: '2019-01-30',
      IOTEDGE_AUTHSCHEME: 'sasToken',
    });
    await pnp.printed('"running"');
    hub.sendToInput('edge1/filter', 'readings', '20');
    hub.sendToInput('edge1/filter', 'readings', '31.5');
    const alerts = [];
    while (alerts.length === 0) {
      const { value } = await telemetry.next();
      if (value?.outputName === 'alerts') alerts.push(value.body);
    }
    expect(alerts).toEqual([{ celsius: 31.5, above: 30 }]);
    await stopped(pnp);
    expect(await next(events, 'disconnected')).toMatchObject({ moduleId: 'filter' });
    expect(daemon.signedFor.size).toBe(1);
  });
});
