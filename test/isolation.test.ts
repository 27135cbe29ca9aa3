import { azureTransport, connectionStringProvisioning } from '@iotpnp/azure';
import {
  createHost,
  silentLogger,
  type Host,
  type Json,
  type JsonObject,
  type ProvisioningPlugin,
} from '@iotpnp/core';
import { startHub, type Hub } from '@iotpnp/hub';
import { MemoryHub } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import { TemperatureController, Thermostat } from '../packages/core/test/devices.js';

const INSTANCES = 100;

/** A hub with many devices, as this test needs it of either kind. */
interface Place extends AsyncDisposable {
  readonly host: Host;
  desire(device: string, patch: JsonObject): number;
  reported(device: string): JsonObject;
  invoke(device: string, name: string, payload: Json): Promise<unknown>;
  /** Bodies of a device's telemetry, in order. */
  telemetry(device: string): unknown[];
}

async function inMemory(): Promise<Place> {
  const hub = new MemoryHub();
  const host = createHost({ transport: hub.transport, provisioning: hub.provisioning });
  return {
    host,
    desire: (device, patch) => hub.device(device).desire(patch),
    reported: (device) => hub.device(device).reported,
    invoke: (device, name, payload) => hub.device(device).invoke(name, payload),
    telemetry: (device) => hub.device(device).bodies.map(({ values }) => values),
    [Symbol.asyncDispose]: () => host.close(),
  };
}

/** Each device by the connection string the hub has for its name. */
function byName(hub: Hub): ProvisioningPlugin {
  return {
    kind: 'provisioning',
    name: 'by-name',
    apiVersion: 1,
    provision(request) {
      const connectionString = hub.connectionString(request.device as string);
      return connectionStringProvisioning({ connectionString, ca: hub.ca }).provision(request);
    },
  };
}

async function overAzure(devices: readonly string[]): Promise<Place> {
  const hub = await startHub({ port: 0 });
  for (const device of devices) await hub.addDevice(device);
  const bodies = new Map<string, unknown[]>();
  const reading = (async () => {
    for await (const { deviceId, body } of hub.telemetry()) {
      bodies.set(deviceId, [...(bodies.get(deviceId) ?? []), body]);
    }
  })();
  const transport = azureTransport();
  const host = createHost({ transport, provisioning: byName(hub), log: silentLogger });
  return {
    host,
    desire: (device, patch) => hub.desire(device, patch),
    reported: (device) => hub.twin(device).reported,
    invoke: (device, name, payload) => hub.invoke(device, name, payload),
    telemetry: (device) => bodies.get(device) ?? [],
    async [Symbol.asyncDispose]() {
      await host.close();
      await hub.close();
      await reading;
    },
  };
}

const names = Array.from({ length: INSTANCES }, (_, at) => `thermostat-${at}`);
const controller = 'controller';

it.each([
  { where: 'in memory', open: inMemory },
  { where: 'over azure', open: () => overAzure([...names, controller]) },
])('$where: two apps and 100 instances of one do not see each other', async (row) => {
  await using place = await row.open();
  const apps = names.map(() => new Thermostat());
  const other = new TemperatureController();
  const sessions = await Promise.all([
    ...apps.map((app, at) => place.host.start(app, { device: names[at] as string })),
    place.host.start(other, { device: controller }),
  ]);
  const versions = names.map((name, at) => place.desire(name, { targetTemperature: at + 0.5 }));
  place.desire(controller, { thermostat1: { targetTemperature: 1_000 } });
  for (const [at, app] of apps.entries()) {
    app.temperature = at;
    app.maxTempSinceLastReboot = at * 2;
  }
  other.thermostat2.temperature = 2_000;
  await expect
    .poll(() => names.map((name) => place.reported(name)['targetTemperature']), { timeout: 20_000 })
    .toEqual(versions.map((av, at) => ({ value: at + 0.5, ac: 200, av, ad: 'applied' })));
  await Promise.all(sessions.map((session) => session.flush()));
  expect(apps.map((app) => app.targetTemperature)).toEqual(names.map((_, at) => at + 0.5));
  expect(names.map((name) => place.reported(name)['maxTempSinceLastReboot'])).toEqual(
    names.map((_, at) => at * 2),
  );
  expect(place.reported(controller)).toMatchObject({
    thermostat1: { targetTemperature: { value: 1_000 } },
    thermostat2: { targetTemperature: { value: 21 }, maxTempSinceLastReboot: 0 },
  });
  expect(other.thermostat2.targetTemperature).toBe(21);
  await expect
    .poll(() => [...names, controller].map((name) => place.telemetry(name)), { timeout: 20_000 })
    .toEqual([...names.map((_, at) => [{ temperature: at }]), [{ temperature: 2_000 }]]);
  await place.invoke(names[7] as string, 'fail', 'not');
  place.desire(names[7] as string, { limit: 30 });
  await expect.poll(() => apps[7]?.calls).toEqual(['limit 30']);
  expect(apps.filter(({ calls }) => calls.length > 0)).toHaveLength(1);
});
