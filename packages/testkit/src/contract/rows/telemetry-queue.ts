import assert from 'node:assert/strict';
import type { ContractBench } from '../contract-bench.js';
import type { ContractTest } from '../contract-test.js';
import { Instrument, Panel } from './telemetry-devices.js';

/** What becomes of telemetry while the hub is away. */
export const telemetryQueueTests: readonly ContractTest[] = [
  {
    name: 'queue: what was produced while the hub was away is sent at the return, in order',
    needs: [],
    async run(bench) {
      const app = new Panel();
      const session = await bench.start(app);
      bench.hub.cut('socket');
      await bench.away(session);
      for (const value of [1, 2, 3]) {
        app.left.level = value;
        app.workingSet = value * 10;
        await bench.hub.turn();
      }
      assert.equal(session.stats.telemetry.waiting, 6);
      await bench.back(session);
      await bench.settled(session);
      assert.deepEqual(
        bench.hub.telemetry.map(({ component, body }) => [component, body]),
        [1, 2, 3].flatMap((value) => [
          ['left', { level: value }],
          [undefined, { workingSet: value * 10 }],
        ]),
      );
      assert.equal(session.stats.telemetry.waiting, 0);
    },
  },
  {
    name: 'queue: beyond its limit the oldest go, told once, counted, and logged again at the return',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      await overfull(bench, app, { limit: 3 });
      assert.deepEqual(levels(bench), [3, 4, 5]);
      const told = bench.logged('PNP_TELEMETRY_DROPPED');
      assert.deepEqual(
        told.map(({ level, fields }) => [level, fields['limit'], fields['messages']]),
        [
          ['warn', 3, undefined],
          ['warn', undefined, 2],
        ],
      );
      assert.deepEqual(
        app.problems.map(({ code }) => code),
        ['PNP_TELEMETRY_DROPPED'],
      );
    },
  },
  {
    name: 'queue: beyond its limit the newest go where that was asked for',
    needs: [],
    async run(bench) {
      await overfull(bench, new Instrument(), { limit: 3, overflow: 'drop-newest' });
      assert.deepEqual(levels(bench), [1, 2, 3]);
    },
  },
  {
    name: 'queue: what was produced around a cut arrives at least once, in order',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      const session = await bench.start(app);
      for (const level of [1, 2, 3]) app.level = level;
      await Promise.resolve().then(() => {}); // the turn ends: they are under way
      bench.hub.cut('socket');
      app.level = 4;
      await bench.away(session);
      app.level = 5;
      await bench.back(session);
      await bench.settled(session);
      assert.deepEqual([...new Set(levels(bench))], [1, 2, 3, 4, 5]);
    },
  },
];

/** Five messages for a queue of three. */
async function overfull(
  bench: ContractBench,
  app: Instrument,
  telemetryQueue: { limit: number; overflow?: 'drop-newest' },
): Promise<void> {
  const session = await bench.start(app, { telemetryQueue });
  bench.hub.cut('hub');
  await bench.away(session);
  for (const level of [1, 2, 3, 4, 5]) app.level = level;
  await bench.hub.turn();
  const { waiting, dropped } = session.stats.telemetry;
  assert.deepEqual({ waiting, dropped }, { waiting: 3, dropped: 2 });
  await bench.back(session);
  await bench.settled(session);
}

function levels({ hub }: ContractBench): unknown[] {
  return hub.telemetry.map(({ body }) => (body as { level?: unknown }).level);
}
