import assert from 'node:assert/strict';
import type { TransportPlugin } from '@iotpnp/core';
import { lost } from '../../memory/lost.js';
import type { ContractBench } from '../contract-bench.js';
import { Thermostat } from '../contract-devices.js';
import type { ContractTest } from '../contract-test.js';
import { applied, initial, running } from './writables-acks.js';
import { aroundTwinReads } from './writables-links.js';

const needs = ['twin', 'commands'] as const;

/** Row W16: what the version of a document or push decides. */
export const versionTests: readonly ContractTest[] = [
  {
    name: 'W16 ignores a push at or below the version it has',
    needs,
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      const version = bench.twin.desire({ limit: 50 });
      await bench.ack('limit', version);
      bench.twin.push({ limit: 51, $version: version });
      bench.twin.push({ limit: 52, $version: version - 1 });
      await bench.ack('limit', bench.twin.desire({ limit: 60 }));
      assert.deepEqual(app.calls, ['limit 50', 'limit 60']);
    },
  },
  {
    name: 'W16 ignores a push of what the twin it reads already holds',
    needs,
    async run(bench) {
      const before = () => void bench.twin.desire({ limit: 50 });
      const app = new Thermostat();
      await bench.start(app, { transport: aroundTwinReads(bench.hub, { before }) });
      await bench.ack('limit', bench.twin.desire({ limit: 60 }));
      assert.deepEqual(app.calls, ['limit 50', 'limit 60']);
    },
  },
  {
    name: 'W16 reads the twin again when a push shows that one was missed',
    needs,
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      bench.twin.desireUnheard({ limit: 50 });
      const version = bench.twin.desire({ targetTemperature: 30 });
      assert.deepEqual(await bench.ack('limit', version), applied(50, version));
      assert.deepEqual(await bench.ack('targetTemperature', version), applied(30, version));
      assert.deepEqual(app.calls, ['limit 50']);
    },
  },
  {
    name: 'W16 reads the twin again when a push during a read shows that one was missed',
    needs,
    async run(bench) {
      const app = new Thermostat();
      let version = 0;
      const behind = () => {
        if (version > 0) return;
        bench.twin.desireUnheard({ limit: 50 });
        version = bench.twin.desire({ targetTemperature: 30 });
      };
      await bench.start(app, { transport: aroundTwinReads(bench.hub, { behind }) });
      assert.deepEqual(await bench.ack('limit', version), applied(50, version));
      assert.deepEqual(await bench.ack('targetTemperature', version), applied(30, version));
    },
  },
  {
    name: 'W16 takes a lower version after a reconnect for a new twin: all is applied and reported as at the first connect',
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Thermostat());
      for (const limit of [40, 50]) await bench.ack('limit', bench.twin.desire({ limit }));
      await bench.ack('targetTemperature', bench.twin.desire({ targetTemperature: 30 }));
      await bench.settled(session);
      await bench.twin.recreate();
      await bench.away(session);
      const version = bench.twin.desire({ limit: 50 });
      await bench.back(session);
      assert.deepEqual(await bench.nextReport(), {
        maxTempSinceLastReboot: 0,
        averages: {},
        limit: applied(50, version),
        targetTemperature: initial(30),
        heaterPower: initial(0),
        offsets: initial({}),
      });
      assert.deepEqual(app.calls, ['limit 40', 'limit 50', 'limit 50']);
      const next = bench.twin.desire({ limit: 45 });
      assert.deepEqual(await bench.nextReport(), { limit: applied(45, next) });
    },
  },
  {
    name: 'W16 does not answer a new twin for work of the old one',
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Thermostat());
      bench.twin.desire({ limit: 50 });
      await bench.ack('heaterPower', bench.twin.desire({ heaterPower: 5 }), 202);
      await bench.settled(session);
      await bench.twin.recreate();
      await bench.away(session);
      await bench.back(session);
      const { heaterPower } = await bench.nextReport();
      assert.deepEqual(heaterPower, initial(0));
      assert.equal(app.heating[0]?.signal.aborted, true);
      app.heating[0].finish();
      await bench.hub.turn();
      app.note = 'after it';
      assert.deepEqual(await bench.nextReport(), { note: 'after it' });
    },
  },
  {
    name: 'W16 takes in a twin it reads, whatever its version',
    needs,
    async run(bench) {
      const { session } = await running(bench, new Thermostat());
      const version = bench.twin.desire({ limit: 50 });
      await bench.ack('limit', version);
      await bench.twin.recreate();
      await bench.away(session);
      while (Number(bench.twin.desired['$version']) < version) bench.twin.desire({ limit: 40 });
      assert.equal(bench.twin.desired['$version'], version);
      await bench.back(session);
      assert.deepEqual(await bench.ack('limit', version), applied(40, version));
    },
  },
  {
    name: 'W16 takes another hub for a new twin, whatever its version',
    needs,
    async run(bench) {
      const app = new Thermostat();
      const moving = movingHub(bench);
      const session = await bench.start(app, moving);
      await bench.ack('targetTemperature', bench.twin.desire({ targetTemperature: 30 }));
      app.targetTemperature = 19;
      const version = bench.twin.desire({ limit: 50 });
      await bench.ack('limit', version);
      await bench.settled(session);
      bench.hub.cut('hub');
      await bench.away(session);
      moving.move();
      await bench.back(session);
      assert.equal(session.identity?.hub, 'another hub');
      assert.deepEqual(await bench.nextReport(), { targetTemperature: applied(30, version) });
      assert.deepEqual(app.calls, ['limit 50', 'limit 50']);
    },
  },
];

/** Plugins that take the device to another hub, in name: the next connect is refused, and provisioning names the other one. */
function movingHub({ hub }: ContractBench) {
  let home = '';
  let refuse = false;
  let moved = false;
  const transport: TransportPlugin = {
    ...hub.transport,
    async connect(request) {
      if (refuse) {
        refuse = false;
        throw lost('reprovision');
      }
      return hub.transport.connect({ ...request, identity: { ...request.identity, hub: home } });
    },
  };
  return {
    transport,
    provisioning: {
      ...hub.provisioning,
      async provision(request: Parameters<typeof hub.provisioning.provision>[0]) {
        const identity = await hub.provisioning.provision(request);
        home = identity.hub;
        return moved ? { ...identity, hub: 'another hub' } : identity;
      },
    },
    move() {
      refuse = moved = true;
    },
  };
}
