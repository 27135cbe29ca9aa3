import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPlugin, loadConfig, type Env } from '@iotpnp/config';
import { startSession, type Logger } from '@iotpnp/core';
import { startHub, type Hub } from '@iotpnp/hub';
import { memoryLog } from '@iotpnp/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PLUGINS } from '../../packages/cli/src/identity/plugins.js';
import { Thermostat } from '../../packages/core/test/devices.js';
import { workloadDaemon } from '../support/workload-daemon.js';
import { makeAuthority, makeDevice, thumbprintsOf } from '../support/device-certificates.js';

// The same class, unchanged, runs however its device is known and its hub is reached: only the config differs.

let hub: Hub;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-ways-'));
  hub = await startHub({ port: 0 });
  write('package.json', '{}');
  write('ca.pem', hub.ca);
});
afterEach(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(path.join(folder, name), text);
}

/** Runs the thermostat by a config, and sees on the hub what it does there. */
async function runs(config: object, target: string, env: Env = {}): Promise<void> {
  write('pnp.config.json', JSON.stringify(config));
  const lines: Parameters<typeof memoryLog>[0] = [];
  const log: Logger = memoryLog(lines);
  const { transport, provisioning } = await loadConfig({ cwd: folder, env });
  if (provisioning === undefined) throw new Error('the config has no provisioning');
  const telemetry = hub.telemetry({ deviceId: target });
  const app = new Thermostat();
  await using session = await startSession(app, {
    transport: await createPlugin(transport, {
      kind: 'transport',
      aliases: PLUGINS.transport,
      key: 'transport',
      origin: undefined,
    }),
    provisioning: await createPlugin(provisioning, {
      kind: 'provisioning',
      aliases: PLUGINS.provisioning,
      key: 'provisioning',
      origin: undefined,
    }),
    log,
    connectTimeoutMs: 20_000,
  });
  expect(hub.twin(target)).toMatchObject({
    modelId: session.model.id,
    connectionState: 'connected',
  });
  app.temperature = 21.5;
  const { value } = await telemetry.next();
  expect(value).toMatchObject({ body: { temperature: 21.5 }, modelId: session.model.id });
  const version = hub.desire(target, { limit: 30 });
  await session.flush();
  await expect
    .poll(() => hub.twin(target).reported['limit'])
    .toMatchObject({ value: 30, av: version });
  expect(await hub.invoke(target, 'fail', 'not')).toEqual({ status: 200, payload: null });
}

const CA = '${file:ca.pem}';

it('by a connection string', async () => {
  await hub.addDevice('dev1');
  const connectionString = hub.connectionString('dev1');
  await runs({ provisioning: { use: 'connection-string', connectionString, ca: CA } }, 'dev1');
});

it('through WebSockets', async () => {
  await hub.addDevice('dev1');
  const connectionString = hub.connectionString('dev1');
  const provisioning = { use: 'connection-string', connectionString, ca: CA };
  await runs({ transport: { use: 'azure', webSockets: true }, provisioning }, 'dev1');
});

it('as a module', async () => {
  await hub.addDevice('dev1');
  await hub.addModule('dev1/mod1');
  const connectionString = hub.connectionString('dev1/mod1');
  await runs({ provisioning: { use: 'connection-string', connectionString, ca: CA } }, 'dev1/mod1');
});

it('by its own certificate', async () => {
  const device = await makeDevice('dev1');
  await hub.addDevice('dev1', { x509: { primaryThumbprint: thumbprintsOf(device).sha256 } });
  write('device.pem', device.certificate);
  write('key.pem', device.key);
  const connectionString = hub.connectionString('dev1');
  const provisioning = {
    use: 'connection-string',
    connectionString,
    cert: '${file:device.pem}',
    key: '${file:key.pem}',
    ca: CA,
  };
  await runs({ provisioning }, 'dev1');
});

function dps(more: object) {
  const { endpoint, idScope } = hub.dps;
  return {
    provisioning: { use: 'dps', endpoint, idScope, registrationId: 'dev1', ca: CA, ...more },
  };
}

it('by the provisioning service, with a key of its own', async () => {
  const { attestation } = await hub.dps.addEnrolment('dev1');
  if (attestation.type !== 'symmetricKey') throw new Error('not by a key');
  await runs(dps({ symmetricKey: attestation.primaryKey }), 'dev1');
});

it('by the provisioning service through WebSockets, with the key of its group', async () => {
  await runs(dps({ groupKey: hub.dps.groupKey, webSockets: true }), 'dev1');
});

it('by the provisioning service, with a certificate of its own', async () => {
  const device = await makeDevice('dev1');
  await hub.dps.addEnrolment('dev1', { x509: { primary: device.certificate } });
  write('device.pem', device.certificate);
  write('key.pem', device.key);
  await runs(dps({ cert: '${file:device.pem}', key: '${file:key.pem}' }), 'dev1');
});

it('by the provisioning service, with a certificate of its group', async () => {
  const authority = await makeAuthority('acme');
  const device = await makeDevice('dev1', { issuedBy: authority });
  await hub.dps.addEnrolmentGroup('acme', { x509: { primary: authority.certificate } });
  write('device.pem', device.chain);
  write('key.pem', device.key);
  await runs(dps({ cert: '${file:device.pem}', key: '${file:key.pem}' }), 'dev1');
});

it('downstream of a gateway, whose name is dialled in place of the hub', async () => {
  await using elsewhere = await startHub({ port: 0, hostName: 'contoso.example' });
  await hub.close();
  hub = elsewhere;
  write('ca.pem', hub.ca);
  await hub.addDevice('dev1');
  const gateway = `GatewayHostName=localhost:${hub.port}`;
  const connectionString = `${hub.connectionString('dev1')};${gateway}`;
  expect(connectionString).toContain('HostName=contoso.example');
  await runs({ provisioning: { use: 'connection-string', connectionString, ca: CA } }, 'dev1');
});

it('as a module of IoT Edge, whose key never leaves the security daemon', async () => {
  await using elsewhere = await startHub({ port: 0, hostName: 'contoso.example' });
  await hub.close();
  hub = elsewhere;
  await hub.addDevice('edge1');
  const { primaryKey } = await hub.addModule('edge1/mod1');
  await using daemon = await workloadDaemon(folder, { key: primaryKey, trustBundle: hub.ca });
  const env = {
    IOTEDGE_WORKLOADURI: daemon.uri,
    IOTEDGE_IOTHUBHOSTNAME: hub.hostName,
    IOTEDGE_GATEWAYHOSTNAME: `localhost:${hub.port}`,
    IOTEDGE_DEVICEID: 'edge1',
    IOTEDGE_MODULEID: 'mod1',
    IOTEDGE_MODULEGENERATIONID: '637',
    IOTEDGE_APIVERSION: '2019-01-30',
    IOTEDGE_AUTHSCHEME: 'sasToken',
  };
  await runs({}, 'edge1/mod1', env);
  expect(daemon.signedFor).toEqual(
    new Set(['/modules/mod1/genid/637/sign?api-version=2019-01-30']),
  );
});
