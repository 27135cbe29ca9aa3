import { createHmac } from 'node:crypto';
import { azureTransport, connectionStringProvisioning, dpsProvisioning } from '@iotpnp/azure';
import { memoryStateStore, startSession, type Auth, type ProvisioningPlugin } from '@iotpnp/core';
import { startHub, type Hub } from '@iotpnp/hub';
import { memoryLog, type LogLine } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import { Thermostat } from '../packages/core/test/devices.js';
import { makeDevice, thumbprintsOf } from './support/device-certificates.js';

// Whatever a device goes through, nothing of what proves it is in its log, its errors or its state.

/** Every signature that was made, by wrapping whoever makes them. */
function recorded(plugin: ProvisioningPlugin, signatures: string[]): ProvisioningPlugin {
  return {
    ...plugin,
    async provision(request) {
      const identity = await plugin.provision(request);
      const { auth } = identity;
      if (auth.kind !== 'sas') return identity;
      const sign: typeof auth.sign = async (text, signal) => {
        const signature = await auth.sign(text, signal);
        signatures.push(signature);
        return signature;
      };
      return { ...identity, auth: { kind: 'sas', sign } satisfies Auth };
    },
  };
}

interface Run {
  readonly provisioning: ProvisioningPlugin;
  /** What it must not show. */
  readonly secrets: readonly string[];
}

/** A device's life with all that can go wrong in it, and everything it has said. */
async function saidBy({ provisioning }: Pick<Run, 'provisioning'>, hub: Hub): Promise<string> {
  const lines: LogLine[] = [];
  const state = memoryStateStore();
  const kept: unknown[] = [];
  const app = new Thermostat();
  const errors: unknown[] = [];
  const session = await startSession(app, {
    transport: azureTransport(),
    provisioning,
    log: memoryLog(lines),
    state: {
      ...state,
      set: async (key, value) => {
        kept.push(key, value);
        await state.set(key, value);
      },
    },
    random: () => 0,
    connectTimeoutMs: 20_000,
  }).catch((error: unknown) => {
    errors.push(error);
    return undefined;
  });
  if (session) {
    app.temperature = 20;
    await session.flush();
    hub.disconnect('dev1');
    await expect.poll(() => session.state, { timeout: 10_000 }).toBe('ready');
    await hub.setEnabled('dev1', false);
    await expect
      .poll(() => lines.some(({ message }) => /refuses|no connection/u.test(message)), {
        timeout: 10_000,
      })
      .toBe(true);
    await session.close();
    errors.push(await session.closed, session.identity);
  }
  return JSON.stringify([lines, kept, errors.map((error) => everythingOf(error))]);
}

/** An error with its causes, its own fields and its stack. */
function everythingOf(error: unknown, depth = 0): unknown {
  if (typeof error !== 'object' || error === null || depth > 6) return String(error);
  const names = Object.getOwnPropertyNames(error);
  return Object.fromEntries(
    names.map((name) => [name, everythingOf((error as Record<string, unknown>)[name], depth + 1)]),
  );
}

function expectNone(said: string, secrets: readonly string[]): void {
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20);
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      expect(said.includes(form)).toBe(false);
    }
  }
  expect(said).not.toMatch(/\bsig=[A-Za-z0-9+/%]{8,}/u);
}

it('neither the key of a connection string nor what was signed by it', async () => {
  await using hub = await startHub({ port: 0 });
  const { primaryKey } = await hub.addDevice('dev1');
  const signatures: string[] = [];
  const connectionString = hub.connectionString('dev1');
  const plugin = connectionStringProvisioning({ connectionString, ca: hub.ca });
  const said = await saidBy({ provisioning: recorded(plugin, signatures) }, hub);
  expect(said).toContain('connected');
  expectNone(said, [primaryKey, ...signatures]);
});

it('neither the key of a group, nor the one derived from it, nor what was signed', async () => {
  await using hub = await startHub({ port: 0 });
  const { endpoint, idScope, groupKey = '' } = hub.dps;
  const signatures: string[] = [];
  const plugin = dpsProvisioning({
    endpoint,
    idScope,
    registrationId: 'dev1',
    groupKey,
    ca: hub.ca,
  });
  const said = await saidBy({ provisioning: recorded(plugin, signatures) }, hub);
  const derived = createHmac('sha256', Buffer.from(groupKey, 'base64'))
    .update('dev1')
    .digest('base64');
  expect(said).toContain('assigned to a hub');
  expectNone(said, [groupKey, derived, ...signatures]);
});

it('not the key of a certificate', async () => {
  await using hub = await startHub({ port: 0 });
  const device = await makeDevice('dev1');
  await hub.addDevice('dev1', { x509: { primaryThumbprint: thumbprintsOf(device).sha1 } });
  const plugin = connectionStringProvisioning({
    connectionString: hub.connectionString('dev1'),
    cert: device.certificate,
    key: device.key,
    ca: hub.ca,
  });
  const said = await saidBy({ provisioning: plugin }, hub);
  const [, body = ''] = device.key.split('\n');
  expectNone(said, [body]);
});

it('not a key that is refused, nor one that cannot be read', async () => {
  await using hub = await startHub({ port: 0 });
  await hub.addDevice('dev1');
  const wrong = Buffer.alloc(32, 9).toString('base64');
  const signatures: string[] = [];
  const connectionString = `HostName=${hub.hostName};DeviceId=dev1;SharedAccessKey=${wrong}`;
  const plugin = connectionStringProvisioning({ connectionString, ca: hub.ca });
  const lines: LogLine[] = [];
  const error: unknown = await startSession(new Thermostat(), {
    transport: azureTransport(),
    provisioning: recorded(plugin, signatures),
    log: memoryLog(lines),
    connectTimeoutMs: 1_000,
  }).catch((reason: unknown) => reason);
  expect(lines).toContainEqual(expect.objectContaining({ message: 'the hub refuses this device' }));
  let broken: unknown;
  try {
    connectionStringProvisioning({ connectionString: `${connectionString}!broken` });
  } catch (reason) {
    broken = reason;
  }
  const said = JSON.stringify([lines, everythingOf(error), everythingOf(broken)]);
  expect(said).toContain('PNP_BAD_CONNECTION_STRING');
  expectNone(said, [wrong, ...signatures]);
});
