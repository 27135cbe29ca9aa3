import assert from 'node:assert/strict';
import type { ContractTest } from '../contract-test.js';
import { Workshop } from './commands-devices.js';

const needs = ['commands'] as const;
const DONE = { status: 200, payload: null };
const MOST_BYTES = 128 * 1_024;

/** Rows C8 and C10: commands that take a while, and answers that cannot be given. */
export const runningTests: readonly ContractTest[] = [
  {
    name: 'C8 runs commands beside each other and beside telemetry',
    needs,
    async run(bench) {
      const app = new Workshop();
      await bench.start(app);
      const answers = ['hold', 'hold'].map((name) => bench.commands.invoke(name));
      await bench.until('both calls', () => app.running.length === 2);
      assert.deepEqual(await bench.commands.invoke('double', 4), { status: 200, payload: 8 });
      app.pieces = 3;
      assert.deepEqual((await bench.nextTelemetry()).body, { pieces: 3 });
      for (const { end } of app.running) end();
      assert.deepEqual(await Promise.all(answers), [DONE, DONE]);
    },
  },
  {
    name: 'C8 runs an exclusive command once at a time, beside others',
    needs,
    async run(bench) {
      const app = new Workshop();
      await bench.start(app);
      const answers = ['lock', 'lock'].map((name) => bench.commands.invoke(name));
      await bench.until('a first call', () => app.running.length > 0);
      // It comes after both, and passes the one that waits.
      assert.deepEqual(await bench.commands.invoke('ping'), DONE);
      assert.equal(app.running.length, 1);
      app.running[0]?.end();
      await bench.until('the second call', () => app.running.length === 2);
      app.running[1]?.end();
      assert.deepEqual(await Promise.all(answers), [DONE, DONE]);
    },
  },
  {
    name: 'C10 answers 500 in place of a response above 128 KB, and logs it',
    needs,
    async run(bench) {
      await bench.start(new Workshop());
      const { status, payload } = await bench.commands.invoke('write', MOST_BYTES + 1);
      assert.equal(status, 500);
      assert.match((payload as { message: string }).message, /131073 bytes.* 131072/);
      const faults = bench.lines.filter(({ level }) => level === 'error');
      assert.deepEqual(
        faults.map(({ fields: { code, command } }) => [code, command]),
        [['PNP_COMMAND_RESPONSE', 'write']],
      );
    },
  },
  {
    name: 'C10 passes a response of 128 KB on',
    needs,
    async run(bench) {
      await bench.start(new Workshop());
      const { status, payload } = await bench.commands.invoke('write', MOST_BYTES);
      assert.equal(status, 200);
      assert.equal((payload as string).length, MOST_BYTES - 2);
    },
  },
  {
    name: "C10 aborts a method's signal when the link drops before its reply",
    needs,
    async run(bench) {
      const app = new Workshop();
      const session = await bench.start(app);
      const answer = bench.commands.invoke('hold').catch((error: unknown) => error);
      const { signal, end } = await bench.until('the call', () => app.running[0]);
      assert.equal(signal.aborted, false);
      bench.hub.cut('hub');
      await bench.until('the abort', () => signal.aborted);
      end();
      await bench.away(session);
      await bench.back(session);
      await answer; // it fails, or comes: nobody can tell what the hub says of a lost link
      assert.deepEqual(await bench.commands.invoke('ping'), DONE);
    },
  },
];
