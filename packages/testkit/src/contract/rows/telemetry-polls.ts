import assert from 'node:assert/strict';
import type { ContractTest } from '../contract-test.js';
import { Instrument, Sampler } from './telemetry-devices.js';

const EVERY_MS = 5_000;

/** Row T7: polls, and what is no telemetry. */
export const telemetryPollTests: readonly ContractTest[] = [
  {
    name: 'T7 does not call a poll again while it goes on',
    needs: [],
    async run(bench) {
      const app = new Sampler();
      await bench.start(app);
      for (const reading of [2, 3, 4]) {
        await bench.advance(EVERY_MS);
        await bench.until(`reading ${reading}`, () =>
          bench.hub.telemetry.some(({ text }) => text === `{"reading":${reading}}`),
        );
      }
      assert.equal(app.pending.length, 1);
      app.pending[0]?.finish(99);
      await bench.until('the slow poll', () =>
        bench.hub.telemetry.some(({ text }) => text === '{"slow":99}'),
      );
      await bench.advance(EVERY_MS);
      assert.equal(app.pending.length, 2);
    },
  },
  ...(['throws', 'rejects'] as const).map((failure): ContractTest => ({
    name: `T7 skips one sample of a poll that ${failure}, logged and counted`,
    needs: [],
    async run(bench) {
      const app = new Sampler();
      const session = await bench.start(app);
      app.pending[0]?.finish(0);
      assert.deepEqual((await bench.nextTelemetry()).body, { reading: 1, slow: 0 });
      app.failures.push(failure);
      await bench.advance(EVERY_MS);
      app.pending[1]?.finish(1);
      assert.deepEqual((await bench.nextTelemetry()).body, { slow: 1 });
      assert.equal(session.stats.samplesSkipped, 1);
      assert.deepEqual(
        bench
          .logged('PNP_POLL_FAILED')
          .filter(({ level }) => level !== 'debug')
          .map(({ level, fields }) => [level, fields['telemetry'], fields['error']]),
        [['warn', 'reading', 'no sensor']],
      );
      await bench.advance(EVERY_MS);
      app.pending[2]?.finish(2);
      assert.deepEqual((await bench.nextTelemetry()).body, { reading: 2, slow: 2 });
      assert.equal(session.stats.samplesSkipped, 1);
    },
  })),
  {
    name: 'T7 does not send what a class sets before it has started',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      app.level = 1;
      const starting = bench.start(app);
      app.count = 2; // bound, and not connected yet
      await starting;
      app.ratio = 3;
      assert.deepEqual((await bench.nextTelemetry()).body, { ratio: 3 });
      assert.equal(bench.hub.telemetry.length, 1);
    },
  },
];
