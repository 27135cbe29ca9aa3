import assert from 'node:assert/strict';
import type { JsonObject } from '@iotpnp/core';
import { TemperatureController, Thermostat } from '../contract-devices.js';
import type { ContractTest } from '../contract-test.js';
import { Planner } from './reports-devices.js';
import { reportDeliveryTests } from './reports-delivery.js';
import { reportLimitTests } from './reports-limits.js';
import { reportMergeTests } from './reports-merge.js';

const BY_DEVICE = { ac: 200, av: 0, ad: 'set by the device' };

/** Rows R1 to R5: what a reported patch holds. */
const patchTests: readonly ContractTest[] = [
  {
    name: 'R1 reports a property of the default component as it is',
    needs: ['twin'],
    async run(bench) {
      const app = new Thermostat();
      const session = await bench.start(app);
      await bench.settled(session);
      app.maxTempSinceLastReboot = 38.7;
      assert.deepEqual(await bench.nextReport(), { maxTempSinceLastReboot: 38.7 });
    },
  },
  {
    name: 'R2 reports a property of a component inside the marked component',
    needs: ['twin'],
    async run(bench) {
      const app = new TemperatureController();
      const session = await bench.start(app);
      await bench.settled(session);
      app.thermostat1.maxTempSinceLastReboot = 38.7;
      assert.deepEqual(await bench.nextReport(), {
        thermostat1: { __t: 'c', maxTempSinceLastReboot: 38.7 },
      });
    },
  },
  {
    name: 'R2 marks every patch of a component, acknowledgements and removals too, and never the default component',
    needs: ['twin'],
    async run(bench) {
      const app = new TemperatureController();
      const session = await bench.start(app);
      app.thermostat1.note = 'here';
      app.thermostat2.targetTemperature = 5;
      await bench.settled(session);
      app.thermostat1.note = undefined;
      app.serialNumber = 'SN-2';
      await bench.settled(session);
      const version = bench.twin.desire({ enabled: false, thermostat2: { limit: 50 } });
      await bench.ack('thermostat2/limit', version);
      await bench.settled(session);
      const parts = bench.twin.reports.flatMap((patch) => Object.entries(patch));
      const components = parts.filter(([name]) => name.startsWith('thermostat'));
      assert.ok(components.length >= 4);
      for (const [, part] of components) assert.equal((part as JsonObject)['__t'], 'c');
      for (const patch of bench.twin.reports) assert.ok(!('__t' in patch));
    },
  },
  {
    name: 'R3 reports the changes of one turn as one patch, all components together, the last value winning',
    needs: ['twin'],
    async run(bench) {
      const app = new TemperatureController();
      const session = await bench.start(app);
      await bench.settled(session);
      app.thermostat1.maxTempSinceLastReboot = 1;
      app.serialNumber = 'SN-2';
      app.thermostat2.targetTemperature = 24;
      app.thermostat1.note = 'both';
      app.thermostat1.maxTempSinceLastReboot = 38.7;
      app.thermostat2.targetTemperature = 25;
      assert.deepEqual(await bench.nextReport(), {
        serialNumber: 'SN-2',
        thermostat1: { __t: 'c', maxTempSinceLastReboot: 38.7, note: 'both' },
        thermostat2: { __t: 'c', targetTemperature: { value: 25, ...BY_DEVICE } },
      });
      await bench.settled(session);
      app.serialNumber = 'SN-3';
      assert.deepEqual(await bench.nextReport(), { serialNumber: 'SN-3' });
    },
  },
  {
    name: 'R4 does not report again what the hub has acknowledged, whatever the order of its keys',
    needs: ['twin'],
    async run(bench) {
      const app = new Thermostat();
      const session = await bench.start(app);
      app.note = 'same';
      app.averages = { a: 1, b: 2 };
      app.targetTemperature = 5;
      await bench.settled(session);
      app.note = 'same';
      await bench.hub.turn();
      app.averages = { b: 2, a: 1 };
      await bench.hub.turn();
      app.targetTemperature = 5;
      await bench.hub.turn();
      app.note = 'other';
      app.note = 'same';
      await bench.hub.turn();
      app.maxTempSinceLastReboot = 1;
      assert.deepEqual(await bench.nextReport(), { maxTempSinceLastReboot: 1 });
    },
  },
  {
    name: 'R4 does not report again after a reconnect, nor in another session, what the hub holds',
    needs: ['twin'],
    async run(bench) {
      const first = new Thermostat();
      first.note = 'same';
      const session = await bench.start(first);
      await bench.settled(session);
      bench.hub.cut('hub');
      await bench.away(session);
      await bench.back(session);
      first.maxTempSinceLastReboot = 1;
      assert.deepEqual(await bench.nextReport(), { maxTempSinceLastReboot: 1 });
      await bench.close(session);
      const second = new Thermostat();
      second.note = 'same';
      second.maxTempSinceLastReboot = 1;
      await bench.start(second);
      second.maxTempSinceLastReboot = 2;
      assert.deepEqual(await bench.nextReport(), { maxTempSinceLastReboot: 2 });
    },
  },
  {
    name: 'R5 removes a property that is set to undefined, in a component too',
    needs: ['twin'],
    async run(bench) {
      const app = new TemperatureController();
      app.thermostat1.note = 'here';
      const session = await bench.start(app);
      await bench.settled(session);
      assert.equal((bench.twin.reported['thermostat1'] as JsonObject)['note'], 'here');
      app.thermostat1.note = undefined;
      assert.deepEqual(await bench.nextReport(), { thermostat1: { __t: 'c', note: null } });
      assert.ok(!('note' in (bench.twin.reported['thermostat1'] as JsonObject)));
      app.thermostat1.note = 'again';
      assert.deepEqual(await bench.nextReport(), { thermostat1: { __t: 'c', note: 'again' } });
    },
  },
  {
    name: 'R5 removes a property that is set to null, and reports none that was never set',
    needs: ['twin'],
    async run(bench) {
      const app = new Planner();
      await bench.start(app);
      assert.ok(!('label' in (await bench.nextReport())));
      app.label = 'here';
      assert.deepEqual(await bench.nextReport(), { label: 'here' });
      app.label = null;
      assert.deepEqual(await bench.nextReport(), { label: null });
      assert.ok(!('label' in bench.twin.reported));
    },
  },
  {
    name: 'R5 removes at the start what an earlier session has reported and this one does not have',
    needs: ['twin'],
    async run(bench) {
      const before = new Planner();
      before.label = 'before';
      const session = await bench.start(before);
      await bench.settled(session);
      await bench.close(session);
      await bench.start(new Planner());
      assert.deepEqual(await bench.nextReport(), { label: null });
    },
  },
];

/** Rows R of the conventions: read-only properties and reported patches. */
export const reportTests: readonly ContractTest[] = [
  ...patchTests,
  ...reportMergeTests,
  ...reportDeliveryTests,
  ...reportLimitTests,
];
