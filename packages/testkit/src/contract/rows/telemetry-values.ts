import assert from 'node:assert/strict';
import type { JsonObject } from '@iotpnp/core';
import type { ContractTest } from '../contract-test.js';
import { Instrument, InstrumentV4, Settings } from './telemetry-devices.js';

/** Row T4: values in both directions, each by its schema. */
export const telemetryValueTests: readonly ContractTest[] = [
  {
    name: 'T4 writes each value by its schema: dateTime in UTC with Z, date as the UTC day, enums as their enumValue',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      await bench.start(app);
      app.flag = false;
      app.day = new Date('2024-02-29T23:59:59-01:00');
      app.at = new Date('2024-02-29T12:30:00.5+01:30');
      app.level = -0.25;
      app.lasting = 'P1Y2M3DT4H5M6.789S';
      app.ratio = 0.1;
      app.count = -2_147_483_648;
      app.total = 9_007_199_254_740_991;
      app.text = 'ü 漢 "quoted"\n';
      app.clock = '18:00:00.50+05:30';
      app.mode = 'ON';
      app.gear = 2;
      app.series = [1, 2.5];
      app.events = { start: new Date('2024-01-01T00:00:00+02:00') };
      app.shift = { day: new Date('2024-03-01T00:00:00Z'), mode: 'OFF' };
      assert.deepEqual((await bench.nextTelemetry()).body, {
        flag: false,
        day: '2024-03-01',
        at: '2024-02-29T11:00:00.500Z',
        level: -0.25,
        lasting: 'P1Y2M3DT4H5M6.789S',
        ratio: 0.1,
        count: -2_147_483_648,
        total: 9_007_199_254_740_991,
        text: 'ü 漢 "quoted"\n',
        clock: '18:00:00.50+05:30',
        mode: 'ON',
        gear: 2,
        series: [1, 2.5],
        events: { start: '2023-12-31T22:00:00.000Z' },
        shift: { day: '2024-03-01', mode: 'OFF' },
      });
    },
  },
  {
    name: 'T4 writes the primitives of DTDL v4 by their schemas, and refuses what is out of their range',
    needs: [],
    async run(bench) {
      const app = new InstrumentV4();
      await bench.start(app);
      app.byte = 128;
      app.unsignedByte = -1;
      app.short = 0.5;
      app.decimal = '1e3';
      const values = {
        byte: -128,
        decimal: '-012.50',
        short: 32_767,
        unsignedByte: 255,
        unsignedInteger: 4_294_967_295,
        unsignedLong: 9_007_199_254_740_991,
        unsignedShort: 65_535,
        uuid: 'F81D4FAE-7dec-11d0-a765-00a0c91e6bf6',
      };
      Object.assign(app, values, { bytes: Uint8Array.of(251, 255, 254) });
      assert.deepEqual((await bench.nextTelemetry()).body, { ...values, bytes: '+//+' });
      assert.deepEqual(
        app.problems.map(({ where }) => where?.member),
        ['byte', 'unsignedByte', 'short', 'decimal'],
      );
    },
  },
  {
    name: 'T4 keeps a time without offset as it is, and a long of 64 bits exact',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      await bench.start(app);
      app.clock = '18:00:00';
      app.exact = -9_223_372_036_854_775_807n;
      const { text } = await bench.nextTelemetry();
      assert.equal(text, '{"clock":"18:00:00","exact":-9223372036854775807}');
    },
  },
  {
    name: 'T4 refuses NaN, Infinity and what is not integral before sending, at any depth, and tells the app',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      const session = await bench.start(app);
      app.level = Number.NaN;
      app.level = Number.POSITIVE_INFINITY;
      app.ratio = Number.NEGATIVE_INFINITY;
      app.series = [1, Number.NaN];
      app.count = 1.5;
      app.total = 0.5;
      app.total = 2 ** 53;
      assert.throws(() => session.send({ telemetry: { level: Number.NaN } }), {
        code: 'PNP_SEND_VALUE',
      });
      app.level = 1;
      assert.deepEqual((await bench.nextTelemetry()).body, { level: 1 });
      const refused = ['level', 'level', 'ratio', 'series', 'count', 'total', 'total'];
      assert.deepEqual(
        bench
          .logged('PNP_TELEMETRY_REJECTED')
          .map(({ level, fields }) => [level, fields['telemetry']]),
        refused.map((telemetry) => ['warn', telemetry]),
      );
      assert.deepEqual(
        app.problems.map(({ code, where }) => [code, where?.member]),
        refused.map((telemetry) => ['PNP_TELEMETRY_REJECTED', telemetry]),
      );
      assert.match(app.problems[0]?.message ?? '', /NaN/);
    },
  },
  {
    name: 'T4 reads each value by its schema',
    needs: ['twin'],
    async run(bench) {
      const app = new Settings();
      const session = await bench.start(app);
      await bench.settled(session);
      const desired: JsonObject = {
        day: '2024-02-29',
        at: '2024-02-29T12:30:00.5+01:30',
        lasting: 'P2W',
        count: 3,
        total: 4_503_599_627_370_495, // the most a twin holds,
        clock: '18:00:00.50+05:30',
        mode: 'ON',
        gear: 2,
      };
      const version = bench.twin.desire(desired);
      const answered = { ...desired, at: '2024-02-29T11:00:00.500Z' };
      assert.deepEqual(
        await bench.nextReport(),
        acks(answered, { ac: 200, av: version, ad: 'applied' }),
      );
      assert.deepEqual(app.day, new Date('2024-02-29T00:00:00Z'));
      assert.deepEqual(app.at, new Date('2024-02-29T11:00:00.500Z'));
      assert.deepEqual([app.clock, app.mode], ['18:00:00.50+05:30', 'ON']);
    },
  },
  {
    name: 'T4 takes from the hub no fraction for an integer, no day that is none and no name for the value of an enum',
    needs: ['twin'],
    async run(bench) {
      const app = new Settings();
      const session = await bench.start(app);
      await bench.settled(session);
      const names = ['count', 'total', 'day', 'at', 'clock', 'lasting', 'mode', 'gear'];
      const version = bench.twin.desire({
        count: 1.5,
        total: 0.5,
        day: '2024-02-30',
        at: 'yesterday',
        clock: '24:00:00',
        lasting: '5m',
        mode: 'on',
        gear: 'high',
      });
      const report = await bench.nextReport();
      const codes = names.map((name) => [name, (report[name] as JsonObject)['ac']]);
      assert.deepEqual(
        codes,
        names.map((name) => [name, 400]),
      );
      assert.equal((report['count'] as JsonObject)['av'], version);
      assert.deepEqual([app.count, app.clock, app.mode, app.gear], [0, '00:00:00', 'OFF', 1]);
    },
  },
  {
    name: 'T4 reads a dateTime without a zone as UTC, and warns of it once',
    needs: ['twin'],
    async run(bench) {
      const app = new Settings();
      const session = await bench.start(app);
      await bench.settled(session);
      for (const day of ['2024-02-28', '2024-02-29']) {
        const version = bench.twin.desire({ at: `${day}T12:30:00` });
        const { value } = await bench.ack('at', version);
        assert.equal(value, `${day}T12:30:00.000Z`);
        assert.deepEqual(app.at, new Date(`${day}T12:30:00Z`));
      }
      assert.deepEqual(
        bench
          .logged('PNP_TIME_WITHOUT_ZONE')
          .map(({ level, fields }) => [level, fields['property']]),
        [['warn', 'at']],
      );
    },
  },
];

/** Every value in an acknowledgement of its own. */
function acks(values: JsonObject, ack: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, ...ack }]),
  );
}
