import assert from 'node:assert/strict';
import type { ContractTest } from '../contract-test.js';
import { applied, reset, running } from './writables-acks.js';
import { Boiler } from './writables-devices.js';
import { byReconnect } from './writables-links.js';

const needs = ['twin', 'commands'] as const;

/** Rows W11 and W13: the desired document as a whole, and what in it is none of the device's. */
export const documentTests: readonly ContractTest[] = [
  {
    name: 'W11 neither applies nor answers what is unknown or read-only, and tells onUnknown',
    needs,
    async run(bench) {
      const { app } = await running(bench, new Boiler());
      const thermostat1 = { note: 'x', nope: [2] };
      const ghost = { __t: 'c', limit: 1 };
      bench.twin.desire({ nope: 1, pressure: 5, thermostat1, ghost });
      const version = bench.twin.desire({ label: 'after it' });
      assert.deepEqual(await bench.nextReport(), { label: applied('after it', version) });
      assert.equal(bench.twin.reported['pressure'], 1);
      assert.equal(app.pressure, 1);
      assert.equal(app.thermostat1.note, undefined);
      assert.deepEqual(app.unknown, [
        { component: undefined, property: 'nope', value: 1, reason: 'unknown' },
        { component: undefined, property: 'pressure', value: 5, reason: 'read-only' },
        { component: 'thermostat1', property: 'note', value: 'x', reason: 'read-only' },
        { component: 'thermostat1', property: 'nope', value: [2], reason: 'unknown' },
        { component: undefined, property: 'ghost', value: ghost, reason: 'unknown' },
      ]);
    },
  },
  {
    name: 'W11 logs an unknown and a read-only property once, found in the document or pushed',
    needs,
    async run(bench) {
      bench.twin.desire({ nope: 1, pressure: 5 });
      const { session } = await running(bench, new Boiler());
      assert.equal('nope' in bench.twin.reported, false);
      bench.twin.desire({ nope: 2, pressure: 6 });
      await byReconnect(bench, session, () => bench.twin.desire({ nope: 3, pressure: 7 }));
      await bench.ack('label', bench.twin.desire({ label: 'after it' }));
      const logged = bench.lines.filter(({ fields }) => fields['code'] === 'PNP_DESIRED_UNKNOWN');
      assert.deepEqual(
        logged.map(({ fields }) => fields['property']),
        ['nope', 'pressure'],
      );
    },
  },
  {
    name: 'W13 shows code the merged whole of a map, and a read of the same runs none',
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Boiler());
      await bench.ack('offsets', bench.twin.desire({ offsets: { a: 1, b: 2 } }));
      const second = bench.twin.desire({ offsets: { a: null, c: 3 } });
      assert.deepEqual(await bench.ack('offsets', second), applied({ b: 2, c: 3 }, second));
      const whole = [{ offsets: { a: 1, b: 2 } }, { offsets: { b: 2, c: 3 } }];
      assert.deepEqual(app.calls, whole);
      const third = await byReconnect(bench, session, () => bench.twin.desire({ nope: 1 }));
      assert.deepEqual(await bench.ack('offsets', third), applied({ b: 2, c: 3 }, third));
      assert.deepEqual(app.calls, whole);
    },
  },
  {
    name: 'W13 shows code the merged whole of an object',
    needs,
    async run(bench) {
      const { app } = await running(bench, new Boiler());
      await bench.ack('range', bench.twin.desire({ range: { low: 1, high: 5 } }));
      const version = bench.twin.desire({ range: { high: 9 } });
      assert.deepEqual(await bench.ack('range', version), applied({ low: 1, high: 9 }, version));
      assert.deepEqual(app.range, { low: 1, high: 9 });
    },
  },
  {
    name: 'W13 lets a read replace what was desired before, and merges pushes into what was read',
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Boiler());
      await bench.ack('offsets', bench.twin.desire({ offsets: { a: 1, b: 2 } }));
      const read = await byReconnect(bench, session, () => {
        return bench.twin.desire({ offsets: { a: null } });
      });
      assert.deepEqual(await bench.ack('offsets', read), applied({ b: 2 }, read));
      const pushed = bench.twin.desire({ offsets: { c: 3 } });
      assert.deepEqual(await bench.ack('offsets', pushed), applied({ b: 2, c: 3 }, pushed));
      assert.deepEqual(app.calls.slice(1), [{ offsets: { b: 2 } }, { offsets: { b: 2, c: 3 } }]);
    },
  },
  {
    name: 'W13 resets each writable property of a component that is null, and of no other',
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Boiler());
      const wanted = { targetTemperature: 30, limit: 50, offsets: { a: 1 } };
      const first = bench.twin.desire({ thermostat1: wanted, thermostat2: wanted });
      await bench.ack('thermostat2/limit', first);
      await bench.settled(session);
      const version = bench.twin.desire({ thermostat1: null });
      assert.deepEqual(await bench.nextReport(), {
        thermostat1: {
          __t: 'c',
          targetTemperature: reset(21, version),
          limit: reset(60, version),
          offsets: reset({ a: null }, version), // reports merge
          heaterPower: { value: 0, ac: 202, av: version, ad: 'heating' },
        },
      });
      assert.deepEqual(app.thermostat1.calls, ['limit 50', 'heat 0', 'limit 60']);
      assert.deepEqual([app.thermostat1.limit, app.thermostat2.limit], [60, 50]);
    },
  },
  {
    name: 'W13 skips and logs a component that is no object, pushed or read',
    needs,
    async run(bench) {
      const { app, session } = await running(bench, new Boiler());
      await bench.ack('thermostat1/limit', bench.twin.desire({ thermostat1: { limit: 50 } }));
      await bench.settled(session);
      const version = bench.twin.desire({ thermostat1: 5, thermostat2: { limit: 40 } });
      assert.deepEqual(await bench.nextReport(), {
        thermostat2: { __t: 'c', limit: applied(40, version) },
      });
      const read = await byReconnect(bench, session, () => bench.twin.desire({ label: 'b' }));
      await bench.ack('label', read);
      assert.deepEqual(app.thermostat1.calls, ['limit 50']);
      const skipped = bench.lines.filter(({ message }) => {
        return message === 'desired component is no object, skipped';
      });
      assert.deepEqual(
        skipped.map(({ level, fields }) => [level, fields['component']]),
        [['warn', 'thermostat1']],
      );
    },
  },
];
