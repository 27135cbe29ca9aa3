import assert from 'node:assert/strict';
import { TemperatureController, Thermostat } from '../contract-devices.js';
import type { ContractTest } from '../contract-test.js';
import { applied, running } from './writables-acks.js';
import { Boiler } from './writables-devices.js';

/** Rows W3 to W8: what a desired patch may look like, and the form of its answer. */
export const desiredPatchTests: readonly ContractTest[] = [
  {
    name: 'W3 answers a desired value with value, ac, av and ad',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      const version = bench.twin.desire({ targetTemperature: 23.2 });
      assert.deepEqual(await bench.nextReport(), { targetTemperature: applied(23.2, version) });
      assert.equal(app.targetTemperature, 23.2);
    },
  },
  {
    name: 'W4 answers a desired value of a component inside the marked component, and of no other',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new TemperatureController());
      const version = bench.twin.desire({ thermostat1: { __t: 'c', targetTemperature: 23.2 } });
      assert.deepEqual(await bench.nextReport(), {
        thermostat1: { __t: 'c', targetTemperature: applied(23.2, version) },
      });
      assert.equal(app.thermostat1.targetTemperature, 23.2);
      assert.equal(app.thermostat2.targetTemperature, 21);
    },
  },
  {
    name: 'W5 answers each of several properties with its own value',
    needs: ['twin', 'commands'],
    async run(bench) {
      await running(bench, new Thermostat());
      const version = bench.twin.desire({ targetTemperature: 23.2, limit: 50, offsets: { a: 1 } });
      assert.deepEqual(await bench.nextReport(), {
        targetTemperature: applied(23.2, version),
        limit: applied(50, version),
        offsets: applied({ a: 1 }, version),
      });
    },
  },
  {
    name: 'W5 answers each of several properties with its own outcome',
    needs: ['twin', 'commands'],
    async run(bench) {
      await running(bench, new Thermostat());
      const version = bench.twin.desire({ targetTemperature: 23.2, limit: 101 });
      assert.deepEqual(await bench.nextReport(), {
        targetTemperature: applied(23.2, version),
        limit: { value: 60, ac: 400, av: version, ad: 'above 100' },
      });
    },
  },
  {
    name: 'W6 answers several components and the default one in one reported patch',
    needs: ['twin', 'commands'],
    async run(bench) {
      await running(bench, new TemperatureController());
      const version = bench.twin.desire({
        enabled: false,
        thermostat1: { __t: 'c', targetTemperature: 1, limit: 10 },
        thermostat2: { __t: 'c', targetTemperature: 2 },
      });
      assert.deepEqual(await bench.nextReport(), {
        enabled: applied(false, version),
        thermostat1: {
          __t: 'c',
          targetTemperature: applied(1, version),
          limit: applied(10, version),
        },
        thermostat2: { __t: 'c', targetTemperature: applied(2, version) },
      });
      const next = bench.twin.desire({ enabled: true });
      assert.deepEqual(await bench.nextReport(), { enabled: applied(true, next) });
    },
  },
  {
    name: 'W7 knows components and object-valued properties by the model, without a marker',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Boiler());
      const version = bench.twin.desire({
        range: { low: 1, high: 5 },
        thermostat1: { targetTemperature: 23.2, offsets: { a: 1 } },
      });
      assert.deepEqual(await bench.nextReport(), {
        range: applied({ low: 1, high: 5 }, version),
        thermostat1: {
          __t: 'c',
          targetTemperature: applied(23.2, version),
          offsets: applied({ a: 1 }, version),
        },
      });
      assert.deepEqual(app.calls, [{ range: { low: 1, high: 5 } }]);
      assert.deepEqual(app.unknown, []);
    },
  },
  {
    name: 'W8 reads $version at the root, and takes one inside a component for no property',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app, session } = await running(bench, new Boiler());
      const first = bench.twin.desire({ label: 'a' });
      await bench.ack('label', first);
      await bench.settled(session);
      const thermostat1 = { __t: 'c', targetTemperature: 23.2, $version: first + 7 };
      // Only as a push: a hub keeps no such document.
      bench.twin.push({ thermostat1, $version: first + 1 });
      assert.deepEqual(await bench.nextReport(), {
        thermostat1: { __t: 'c', targetTemperature: applied(23.2, first + 1) },
      });
      bench.twin.push({ label: 'b', $version: first + 2 });
      assert.deepEqual(await bench.nextReport(), { label: applied('b', first + 2) });
      assert.deepEqual(app.unknown, []);
    },
  },
];
