import assert from 'node:assert/strict';
import type { JsonObject } from '@iotpnp/core';
import type { ContractBench } from '../contract-bench.js';
import type { ContractTest } from '../contract-test.js';
import { Shelf, Store } from './reports-devices.js';

const DEADLINE_MS = 30_000;

/** Row R7: one report at a time, and what becomes of one that the hub does not take. */
export const reportDeliveryTests: readonly ContractTest[] = [
  {
    name: 'R7 has one report in flight, later changes coalesce behind it, and one without an answer is given up after 30 s',
    needs: ['twin'],
    async run(bench) {
      const app = new Store();
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.answerReports('apply-and-be-silent');
      app.small = 1;
      assert.deepEqual(await bench.nextReport(), { small: 1 });
      for (const small of [2, 3]) {
        app.small = small;
        await bench.hub.turn();
      }
      app.shelf.small = 4;
      await nothingReported(bench, app, { before: 1 });
      await bench.advance(DEADLINE_MS - 1);
      await nothingReported(bench, app, { before: 2 });
      assert.deepEqual(failures(bench), []);
      await bench.advance(1);
      await bench.advance(await failure(bench, 1));
      assert.deepEqual(await bench.nextReport(), {
        small: 3,
        shelf: { __t: 'c', small: 4 },
      });
      await bench.settled(session);
      assert.equal(session.state, 'ready');
    },
  },
  {
    name: 'R7 sends what changed while the hub was away once the twin is read, and only that',
    needs: ['twin'],
    async run(bench) {
      const app = new Store();
      app.note = 'same';
      const session = await bench.start(app);
      await bench.settled(session);
      bench.hub.cut('hub');
      await bench.away(session);
      app.small = 1;
      await bench.hub.turn();
      app.small = 2;
      app.shelf.note = 'while away';
      app.note = undefined;
      await bench.back(session);
      assert.deepEqual(await bench.nextReport(), {
        small: 2,
        note: null,
        shelf: { __t: 'c', note: 'while away' },
      });
    },
  },
  {
    name: 'R7 sends after every read of the twin what differs from it, on a link that stands too',
    needs: ['twin'],
    async run(bench) {
      const app = new Shelf();
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.refuseReports((patch) => 'note' in patch);
      app.note = 'refused at first';
      await bench.until('the refusal', () => bench.logged('PNP_REPORT_REJECTED').length > 0);
      bench.twin.refuseReports(() => false);
      app.small = 1;
      assert.deepEqual(await bench.nextReport(), { small: 1 });
      await bench.settled(session);
      await bench.hub.renewCredentials(() => {});
      assert.deepEqual(await bench.nextReport(), { note: 'refused at first' });
    },
  },
  {
    name: 'R7 sends everything again to a twin that was made anew',
    needs: ['twin'],
    async run(bench) {
      const app = new Store();
      app.shelf.note = 'here';
      const session = await bench.start(app);
      const everything = await bench.nextReport();
      await bench.settled(session);
      await bench.twin.recreate();
      await bench.away(session);
      await bench.back(session);
      assert.deepEqual(await bench.nextReport(), everything);
    },
  },
  {
    name: 'R7 backs off while the hub throttles, longer each time, and takes the newest value then',
    needs: ['twin'],
    async run(bench) {
      const app = new Store();
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.answerReports('throttle', 'throttle');
      app.small = 1;
      const first = await failure(bench, 1);
      app.small = 2;
      await nothingReported(bench, app, { before: 1 });
      await bench.advance(first);
      const second = await failure(bench, 2);
      assert.ok(second > first, `${second} after ${first}`);
      app.small = 3;
      app.shelf.small = 4;
      await nothingReported(bench, app, { before: 2 });
      await bench.advance(second);
      assert.deepEqual(await bench.nextReport(), { small: 3, shelf: { __t: 'c', small: 4 } });
      assert.deepEqual(bench.logged('PNP_REPORT_REJECTED'), []);
      assert.equal(session.state, 'ready');
    },
  },
  {
    name: 'R7 finds the properties that the hub refuses, tells the app of each, and delivers the rest',
    needs: ['twin'],
    async run(bench) {
      const app = new Store();
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.refuseReports((patch) => {
        return 'note' in patch || 'note' in ((patch['shelf'] as JsonObject | undefined) ?? {});
      });
      app.small = 1;
      app.note = 'bad';
      app.big = { a: 'b' };
      app.shelf.note = 'bad too';
      app.shelf.small = 2;
      await bench.settled(session);
      assert.deepEqual(
        new Set(app.problems.map(({ code, where }) => `${code} ${where?.member}`)),
        new Set(['PNP_REPORT_REJECTED note', 'PNP_REPORT_REJECTED shelf.note']),
      );
      assert.equal(app.problems.length, 2);
      assert.deepEqual(
        app.shelf.problems.map(({ where }) => where?.member),
        ['shelf.note'],
      );
      const { small, big, note, shelf } = bench.twin.reported;
      assert.deepEqual({ small, big, note }, { small: 1, big: { a: 'b' }, note: undefined });
      assert.equal((shelf as JsonObject)['small'], 2);
      const lines = bench.logged('PNP_REPORT_REJECTED');
      assert.deepEqual(
        lines.map(({ level }) => level),
        ['error', 'error'],
      );
      app.small = 3;
      assert.deepEqual(await bench.nextReport(), { small: 3 }); // what was refused is not sent on and on
    },
  },
  {
    name: 'R7 delivers in parts what the hub refuses only as a whole, and tells of no property',
    needs: ['twin'],
    async run(bench) {
      const app = new Store();
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.refuseReports((patch) => Object.keys(patch).length > 2);
      app.small = 1;
      app.note = 'good';
      app.big = { a: 'b' };
      app.shelf.note = 'good too';
      await bench.settled(session);
      const { small, note, big, shelf } = bench.twin.reported;
      assert.deepEqual({ small, note, big }, { small: 1, note: 'good', big: { a: 'b' } });
      assert.equal((shelf as JsonObject)['note'], 'good too');
      assert.deepEqual(app.problems, []);
    },
  },
];

/** Follows what must not have been reported by something that is sent, in order. */
async function nothingReported(
  bench: ContractBench,
  app: Shelf,
  { before }: { before: number },
): Promise<void> {
  const reports = bench.twin.reports.length;
  app.sign = before;
  assert.deepEqual((await bench.nextTelemetry()).body, { sign: before });
  assert.equal(bench.twin.reports.length, reports);
}

/** The nth time that a report was not delivered: after how many milliseconds it is sent again. */
function failure(bench: ContractBench, times: number): Promise<number> {
  return bench.until(`failure ${times} of a report`, () => failures(bench)[times - 1]);
}

function failures({ lines }: ContractBench): readonly number[] {
  return lines
    .filter(({ message }) => message.startsWith('report not delivered'))
    .map(({ fields }) => fields['retryInMs'] as number);
}
