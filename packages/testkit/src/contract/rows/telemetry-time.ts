import assert from 'node:assert/strict';
import type { ContractBench } from '../contract-bench.js';
import type { ContractTest } from '../contract-test.js';
import { Instrument } from './telemetry-devices.js';

/** What tells the age of a message that had to wait (IoT Hub, application property). */
const QUEUED_AT = 'iothub-creation-time-utc';

/** Row T6: a message carries its production time. */
export const telemetryTimeTests: readonly ContractTest[] = [
  {
    name: 'T6 dates a message when it was produced',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      const session = await bench.start(app);
      const expected: [Date, object][] = [];
      for (const level of [1, 2]) {
        await bench.settled(session);
        await bench.advance(1_234);
        expected.push([new Date(bench.clock.now()), {}]);
        app.level = level;
      }
      const createdAt = new Date('2025-12-31T23:59:59.999Z');
      expected.push([createdAt, {}]);
      await bench.settled(session);
      session.send({ telemetry: { level: 3 }, createdAt });
      await bench.settled(session);
      assert.deepEqual(dated(bench), expected);
    },
  },
  {
    name: 'T6 dates what was produced while the hub was away when it was produced, and marks it as queued',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      const session = await bench.start(app);
      bench.hub.cut('hub');
      await bench.away(session);
      const times: Date[] = [];
      for (const level of [1, 2]) {
        times.push(new Date(bench.clock.now()));
        app.level = level;
        await bench.advance(100); // well before the next try to connect
      }
      const createdAt = new Date('2025-12-31T23:59:59.999Z');
      times.push(createdAt);
      session.send({ telemetry: { level: 3 }, properties: { alert: 'high' }, createdAt });
      await bench.back(session);
      await bench.settled(session);
      const marks = times.map((time) => ({ [QUEUED_AT]: time.toISOString() }));
      assert.deepEqual(dated(bench), [
        [times[0], marks[0]],
        [times[1], marks[1]],
        [times[2], { ...marks[2], alert: 'high' }],
      ]);
    },
  },
  {
    name: 'T6 marks as queued only what was produced while the hub was away',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      const session = await bench.start(app);
      bench.hub.cut('hub');
      await bench.away(session);
      app.level = 1;
      await bench.back(session);
      assert.ok(QUEUED_AT in (await bench.nextTelemetry()).properties);
      app.level = 2;
      assert.deepEqual((await bench.nextTelemetry()).properties, {});
    },
  },
];

function dated({ hub }: ContractBench): [Date | undefined, object][] {
  return hub.telemetry.map(({ createdAt, properties }) => [createdAt, properties]);
}
