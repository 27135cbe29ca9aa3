import assert from 'node:assert/strict';
import { Reject, type JsonObject } from '@iotpnp/core';
import { Thermostat } from '../contract-devices.js';
import type { ContractTest } from '../contract-test.js';
import { applied, reset, running } from './writables-acks.js';
import { Boiler } from './writables-devices.js';

/** Rows W9, W10 and W12: how it ends. */
export const outcomeTests: readonly ContractTest[] = [
  {
    name: 'W9 refuses a value that fails its schema, with the value in force',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      await bench.ack('targetTemperature', bench.twin.desire({ targetTemperature: 30 }));
      const version = bench.twin.desire({ targetTemperature: 'hot' });
      const { ad, ...ack } = await bench.ack('targetTemperature', version);
      assert.deepEqual(ack, { value: 30, ac: 400, av: version });
      assert.match(ad as string, /double/);
      assert.equal(app.targetTemperature, 30);
    },
  },
  {
    name: 'W9 refuses a value its setter rejects, with the reason and the value in force',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      await bench.ack('limit', bench.twin.desire({ limit: 50 }));
      const version = bench.twin.desire({ limit: 101 });
      assert.deepEqual(await bench.ack('limit', version), {
        value: 50,
        ac: 400,
        av: version,
        ad: 'above 100',
      });
      assert.equal(app.limit, 50);
    },
  },
  {
    name: 'W9 answers 500 and the message where code throws anything else, with the value in force',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { session } = await running(bench, new Thermostat());
      await bench.ack('limit', bench.twin.desire({ limit: 50 }));
      const version = bench.twin.desire({ limit: -1 });
      assert.deepEqual(await bench.ack('limit', version), {
        value: 50,
        ac: 500,
        av: version,
        ad: 'below 0',
      });
      assert.equal(session.state, 'ready');
    },
  },
  {
    name: 'W10 answers 202 when work starts, and the outcome with the same av when it is done',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      const version = bench.twin.desire({ heaterPower: 5 });
      assert.deepEqual(await bench.nextReport(), heater(0, 202, version, 'heating'));
      assert.equal(app.heaterPower, 0);
      app.heating[0]?.finish();
      assert.deepEqual(await bench.nextReport(), heater(5, 200, version, 'applied'));
      assert.equal(app.heaterPower, 5);
    },
  },
  {
    name: 'W10 answers 400 and 500 with the same av where work fails after it has started',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      const failures = [
        { error: new Reject('too hot'), ac: 400 },
        { error: new Error('burnt out'), ac: 500 },
      ];
      for (const [at, { error, ac }] of failures.entries()) {
        const version = bench.twin.desire({ heaterPower: 5 + at });
        assert.deepEqual(await bench.nextReport(), heater(0, 202, version, 'heating'));
        app.heating[at]?.finish(error);
        assert.deepEqual(await bench.nextReport(), heater(0, ac, version, error.message));
      }
    },
  },
  {
    name: 'W10 aborts the older work when a newer value arrives, and only the newest is answered last',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      const first = bench.twin.desire({ heaterPower: 5 });
      assert.deepEqual(await bench.nextReport(), heater(0, 202, first, 'heating'));
      const second = bench.twin.desire({ heaterPower: 6 });
      assert.deepEqual(await bench.nextReport(), heater(0, 202, second, 'heating'));
      const [older, newer] = app.heating;
      assert.deepEqual([older?.signal.aborted, newer?.signal.aborted], [true, false]);
      newer?.finish();
      assert.deepEqual(await bench.nextReport(), heater(6, 200, second, 'applied'));
      older?.finish();
      await bench.hub.turn();
      app.note = 'after it';
      assert.deepEqual(await bench.nextReport(), { note: 'after it' });
      assert.equal(app.heaterPower, 6);
    },
  },
  {
    name: 'W10 does not answer for older work that fails while the newer goes on',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      await bench.ack('heaterPower', bench.twin.desire({ heaterPower: 5 }), 202);
      const second = bench.twin.desire({ heaterPower: 6 });
      await bench.ack('heaterPower', second, 202);
      app.heating[0]?.finish(new Error('aborted'));
      await bench.hub.turn();
      app.heating[1]?.finish();
      assert.deepEqual(await bench.ack('heaterPower', second), applied(6, second));
      const codes = bench.twin.reports.flatMap(({ heaterPower }) => {
        return heaterPower === undefined ? [] : [(heaterPower as JsonObject)['ac']];
      });
      assert.deepEqual(codes, [200, 202, 202, 200]);
    },
  },
  {
    name: 'W10 aborts the older work for a newer value that is refused',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      await bench.ack('heaterPower', bench.twin.desire({ heaterPower: 5 }), 202);
      const second = bench.twin.desire({ heaterPower: 'much' });
      await bench.ack('heaterPower', second, 400);
      assert.equal(app.heating[0]?.signal.aborted, true);
      app.heating[0]?.finish();
      await bench.hub.turn();
      const third = bench.twin.desire({ targetTemperature: 30 });
      await bench.ack('targetTemperature', third);
      assert.equal((bench.twin.reported['heaterPower'] as JsonObject)['ac'], 400);
      assert.equal(app.heaterPower, 0);
    },
  },
  {
    name: 'W12 resets a property that is null to its default, through its setter',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      await bench.ack('limit', bench.twin.desire({ limit: 50 }));
      const version = bench.twin.desire({ limit: null });
      assert.deepEqual(await bench.ack('limit', version), reset(60, version));
      assert.deepEqual(app.calls, ['limit 50', 'limit 60']);
    },
  },
  {
    name: 'W12 resets a property that is null through its handler',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app } = await running(bench, new Thermostat());
      const first = bench.twin.desire({ heaterPower: 5 });
      await bench.ack('heaterPower', first, 202);
      app.heating[0]?.finish();
      await bench.ack('heaterPower', first);
      const version = bench.twin.desire({ heaterPower: null });
      await bench.ack('heaterPower', version, 202);
      app.heating[1]?.finish();
      assert.deepEqual(await bench.ack('heaterPower', version), reset(0, version));
      assert.deepEqual(app.calls, ['heat 5', 'heat 0']);
    },
  },
  {
    name: 'W12 answers with the value in force where code fails at the reset, and goes on',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app, session } = await running(bench, new Boiler());
      await bench.ack('label', bench.twin.desire({ label: 'a' }));
      const version = bench.twin.desire({ label: null });
      assert.deepEqual(await bench.ack('label', version), {
        value: 'a',
        ac: 500,
        av: version,
        ad: 'no text',
      });
      assert.deepEqual(app.calls, [{ label: 'a' }, { label: undefined }]);
      const next = bench.twin.desire({ label: 'b' });
      await bench.ack('label', next, 200);
      assert.equal(session.state, 'ready');
    },
  },
];

function heater(value: number, ac: number, av: number, ad: string) {
  return { heaterPower: { value, ac, av, ad } };
}
