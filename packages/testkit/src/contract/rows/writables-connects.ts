import assert from 'node:assert/strict';
import { Thermostat } from '../contract-devices.js';
import type { ContractTest } from '../contract-test.js';
import { applied, byDevice, reset, running } from './writables-acks.js';
import { aroundTwinReads, byReconnect, byRenewal } from './writables-links.js';

const needs = ['twin', 'commands'] as const;

/** Row W14: the first connect of a process. */
const firstConnectTests: readonly ContractTest[] = [
  {
    name: 'W14 applies what is desired through the code, and answers at its version',
    needs,
    async run(bench) {
      bench.twin.desire({ limit: 50 });
      const version = bench.twin.desire({ targetTemperature: 30 });
      const app = new Thermostat();
      await bench.start(app);
      const { limit, targetTemperature } = await bench.nextReport();
      assert.deepEqual(limit, applied(50, version));
      assert.deepEqual(targetTemperature, applied(30, version));
      assert.deepEqual(app.calls, ['limit 50']);
      assert.deepEqual([app.limit, app.targetTemperature], [50, 30]);
    },
  },
  {
    name: 'W14 applies everything again in another process, and does not send an identical ack again',
    needs,
    async run(bench) {
      const before = await bench.start(new Thermostat());
      const version = bench.twin.desire({ targetTemperature: 30, limit: 101, offsets: { a: 1 } });
      await bench.ack('limit', version);
      await bench.settled(before);
      await bench.close(before);
      const app = new Thermostat();
      await bench.start(app);
      assert.deepEqual(app.calls, ['limit 101']);
      assert.deepEqual([app.targetTemperature, app.offsets], [30, { a: 1 }]);
      app.note = 'after it';
      assert.deepEqual(await bench.nextReport(), { note: 'after it' });
    },
  },
  {
    name: 'W14 answers at the new version what was desired while no process ran',
    needs,
    async run(bench) {
      const before = await bench.start(new Thermostat());
      await bench.ack('limit', bench.twin.desire({ limit: 50 }));
      await bench.settled(before);
      await bench.close(before);
      const version = bench.twin.desire({ targetTemperature: 30 });
      const app = new Thermostat();
      await bench.start(app);
      assert.deepEqual(await bench.nextReport(), {
        limit: applied(50, version),
        targetTemperature: applied(30, version),
      });
      assert.deepEqual(app.calls, ['limit 50']);
    },
  },
  {
    name: 'W14 is subscribed before it reads the twin: a change behind the answer is not missed',
    needs,
    async run(bench) {
      let version = 0;
      const behind = () => {
        version = bench.twin.desire({ limit: 50 });
      };
      const app = new Thermostat();
      await bench.start(app, { transport: aroundTwinReads(bench.hub, { behind }) });
      assert.deepEqual(await bench.ack('limit', version), applied(50, version));
      assert.equal(app.limit, 50);
    },
  },
];

/** Row W15: every connect after it, and every renewal of credentials. */
const laterConnectTests: readonly ContractTest[] = [
  { what: 'a reconnect', interrupt: byReconnect },
  { what: 'a renewal of credentials', interrupt: byRenewal },
].flatMap(({ what, interrupt }): ContractTest[] => [
  {
    name: `W15 runs no code after ${what} for what is desired as before, and gives its last outcome again at the new version`,
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Thermostat());
      await bench.ack('limit', bench.twin.desire({ limit: 101, targetTemperature: 30 }));
      await bench.settled(session);
      const version = await interrupt(bench, session, () => bench.twin.desire({ nope: 1 }));
      assert.deepEqual(await bench.nextReport(), {
        limit: { value: 60, ac: 400, av: version, ad: 'above 100' },
        targetTemperature: applied(30, version),
      });
      assert.deepEqual(app.calls, ['limit 101']);
    },
  },
  {
    name: `W15 lets running work go on over ${what}, and answers it at the new version`,
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Thermostat());
      await bench.ack('heaterPower', bench.twin.desire({ heaterPower: 5 }), 202);
      const version = await interrupt(bench, session, () => {
        return bench.twin.desire({ targetTemperature: 30 });
      });
      await bench.ack('targetTemperature', version);
      assert.equal(app.heating[0]?.signal.aborted, false);
      app.heating[0].finish();
      assert.deepEqual(await bench.ack('heaterPower', version), applied(5, version));
      assert.deepEqual(app.calls, ['heat 5']);
    },
  },
  {
    name: `W15 applies after ${what} what is desired otherwise, and resets what is desired no more`,
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Thermostat());
      await bench.ack('limit', bench.twin.desire({ limit: 50, targetTemperature: 30 }));
      await bench.settled(session);
      const version = await interrupt(bench, session, () => {
        bench.twin.desire({ limit: 40 });
        return bench.twin.desire({ limit: 45, targetTemperature: null });
      });
      assert.deepEqual(await bench.nextReport(), {
        limit: applied(45, version),
        targetTemperature: reset(21, version),
      });
      assert.deepEqual(app.calls, ['limit 50', 'limit 45']);
      assert.equal(app.targetTemperature, 21);
    },
  },
  {
    name: `W15 does not undo after ${what} what the device has set itself`,
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Thermostat());
      await bench.ack('targetTemperature', bench.twin.desire({ targetTemperature: 30 }));
      app.targetTemperature = 19;
      app.offsets = { a: 1 }; // never desired
      await bench.settled(session);
      const version = await interrupt(bench, session, () => bench.twin.desire({ limit: 50 }));
      assert.deepEqual(await bench.nextReport(), { limit: applied(50, version) });
      assert.equal(app.targetTemperature, 19);
      assert.deepEqual(bench.twin.reported['targetTemperature'], byDevice(19));
      assert.deepEqual(app.offsets, { a: 1 });
    },
  },
  {
    name: `W15 is subscribed before it reads the twin after ${what}: a change behind the answer is not missed`,
    needs,
    async run(bench) {
      const app = new Thermostat();
      const limits = [59, 58];
      let version = 0;
      const behind = () => {
        const limit = limits.shift();
        if (limit !== undefined) version = bench.twin.desire({ limit });
      };
      const transport = aroundTwinReads(bench.hub, { behind });
      const session = await bench.start(app, { transport });
      const first = version;
      await bench.ack('limit', first);
      await interrupt(bench, session, () => {});
      await bench.until('another read of the twin', () => version > first);
      assert.deepEqual(await bench.ack('limit', version), applied(58, version));
      assert.deepEqual(app.calls, ['limit 59', 'limit 58']);
    },
  },
]);

export const connectTests: readonly ContractTest[] = [...firstConnectTests, ...laterConnectTests];
