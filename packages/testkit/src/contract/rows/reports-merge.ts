import assert from 'node:assert/strict';
import type { JsonObject } from '@iotpnp/core';
import { Thermostat } from '../contract-devices.js';
import type { ContractTest } from '../contract-test.js';
import { Planner } from './reports-devices.js';

const BY_DEVICE = { ac: 200, av: 0, ad: 'set by the device' };

/** Row R6: the hub merges what is reported. */
export const reportMergeTests: readonly ContractTest[] = [
  {
    name: 'R6 sends null for the keys gone from a map, and for the fields gone from an object at any depth',
    needs: ['twin'],
    async run(bench) {
      const app = new Planner();
      app.totals = { a: 1, b: 2 };
      app.plan = { mode: 'day', until: 'noon', steps: { one: 1, two: 2 } };
      const session = await bench.start(app);
      await bench.settled(session);
      app.totals = { b: 3, c: 4 };
      app.plan = { mode: 'day', steps: { two: 2 } };
      assert.deepEqual(await bench.nextReport(), {
        totals: { a: null, b: 3, c: 4 },
        plan: { mode: 'day', until: null, steps: { one: null, two: 2 } },
      });
      await bench.settled(session);
      const { totals, plan } = bench.twin.reported;
      assert.deepEqual({ totals, plan }, { totals: app.totals, plan: app.plan });
    },
  },
  {
    name: 'R6 sends null for the keys gone inside the value of an acknowledgement',
    needs: ['twin'],
    async run(bench) {
      const app = new Planner();
      const session = await bench.start(app);
      app.wanted = { mode: 'day', until: 'noon', steps: { one: 1, two: 2 } };
      await bench.settled(session);
      app.wanted = { mode: 'day', steps: { two: 2 } };
      assert.deepEqual(await bench.nextReport(), {
        wanted: {
          value: { mode: 'day', until: null, steps: { one: null, two: 2 } },
          ...BY_DEVICE,
        },
      });
      const desired = { mode: 'night', steps: { three: 3 } };
      const version = bench.twin.desire({ wanted: desired });
      const { value } = await bench.ack('wanted', version);
      assert.deepEqual(value, desired);
    },
  },
  {
    name: 'R6 counts the keys gone since the last acknowledged report, not since the last one made',
    needs: ['twin'],
    async run(bench) {
      const app = new Planner();
      app.totals = { a: 1, b: 2 };
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.answerReports('cut');
      app.totals = { b: 2, c: 3 };
      await bench.away(session);
      app.totals = { d: 4 };
      await bench.back(session);
      assert.deepEqual(await bench.nextReport(), { totals: { a: null, b: null, d: 4 } });
      bench.twin.answerReports('apply-and-cut');
      app.totals = { e: 5 };
      assert.deepEqual(await bench.nextReport(), { totals: { d: null, e: 5 } });
      await bench.away(session);
      app.totals = {};
      await bench.back(session);
      assert.deepEqual(await bench.nextReport(), { totals: { e: null } });
      await bench.settled(session);
      assert.deepEqual(bench.twin.reported['totals'], {});
    },
  },
  {
    name: 'R6 counts no report as acknowledged that the hub has put off',
    needs: ['twin'],
    async run(bench) {
      const app = new Planner();
      app.totals = { a: 1, b: 2 };
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.answerReports('throttle');
      app.totals = { b: 2, c: 3 };
      const retryInMs = await bench.until('the failure', () => {
        const line = bench.lines.find(({ message }) => message.startsWith('report not delivered'));
        return line?.fields['retryInMs'] as number | undefined;
      });
      app.totals = { d: 4 };
      await bench.advance(retryInMs);
      assert.deepEqual(await bench.nextReport(), { totals: { a: null, b: null, d: 4 } });
    },
  },
  {
    name: 'R6 always sends ad: no text of an earlier acknowledgement survives',
    needs: ['twin'],
    async run(bench) {
      const app = new Thermostat();
      const session = await bench.start(app);
      await bench.settled(session);
      const refused = await bench.ack('limit', bench.twin.desire({ limit: 101 }));
      assert.equal(refused['ad'], 'above 100');
      const applied = await bench.ack('limit', bench.twin.desire({ limit: 50 }));
      assert.equal(applied['ad'], 'applied');
      app.limit = 51;
      await bench.settled(session);
      assert.deepEqual(bench.twin.reported['limit'], { value: 51, ...BY_DEVICE });
      const acks = bench.twin.reports
        .flatMap((patch) => Object.values(patch))
        .filter((value): value is JsonObject => typeof value === 'object' && 'ac' in (value ?? {}));
      assert.ok(acks.length >= 7);
      for (const { ad } of acks) assert.ok(typeof ad === 'string' && ad !== '');
    },
  },
];
