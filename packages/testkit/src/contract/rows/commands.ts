import assert from 'node:assert/strict';
import type { ContractTest } from '../contract-test.js';
import { Factory, Workshop } from './commands-devices.js';
import { laterTests } from './commands-later.js';
import { reservedNameTests } from './commands-names.js';
import { runningTests } from './commands-running.js';

const needs = ['commands'] as const;
const DONE = { status: 200, payload: null };

/** Rows C of the conventions: commands. */
export const commandTests: readonly ContractTest[] = [
  {
    name: 'C1 calls a command of the default component by its name, of a component by component*command',
    needs,
    async run(bench) {
      const app = new Factory();
      await bench.start(app);
      assert.deepEqual(await bench.commands.invoke('reboot', 5), DONE);
      assert.deepEqual(await bench.commands.invoke('hall*double', 4), { status: 200, payload: 8 });
      assert.deepEqual(app.calls, ['reboot 5']);
      assert.deepEqual(app.hall.calls, ['double 4']);
    },
  },
  {
    name: 'C2 reads the request and writes the response by their schemas, without their names',
    needs,
    async run(bench) {
      const app = new Workshop();
      await bench.start(app);
      const payload = { due: '2026-03-01T12:00:00+02:00', size: 2 };
      assert.deepEqual(await bench.commands.invoke('order', payload), {
        status: 200,
        payload: { total: 7, paid: '2026-01-02T03:04:05.678Z', items: ['bolt', 'nut'] },
      });
      assert.deepEqual(app.orders, [{ due: new Date('2026-03-01T10:00:00Z'), size: 2 }]);
      const { status } = await bench.commands.invoke('order', { order: payload });
      assert.equal(status, 400);
    },
  },
  {
    name: 'C3 answers 400 and why to a request that does not fit, and does not call the method',
    needs,
    async run(bench) {
      const app = new Workshop();
      await bench.start(app);
      for (const payload of ['4', 1.5, null, undefined, { value: 4 }, [4]]) {
        const { status, payload: why } = await bench.commands.invoke('double', payload);
        assert.equal(status, 400, JSON.stringify(payload));
        assert.match((why as { message: string }).message, /request.*integer/);
      }
      assert.deepEqual(app.calls, []);
    },
  },
  {
    name: 'C3 takes an absent, a null or any payload where no request is declared',
    needs,
    async run(bench) {
      const app = new Workshop();
      await bench.start(app);
      for (const payload of [undefined, null, 0, 'text', { any: ['thing'] }]) {
        assert.deepEqual(await bench.commands.invoke('ping', payload), DONE);
      }
      assert.deepEqual(
        app.calls,
        Array.from({ length: 5 }, () => 'ping with 1'),
      );
    },
  },
  {
    name: 'C4 answers 404 to an unknown command or component, and to a command of another component',
    needs,
    async run(bench) {
      const app = new Factory();
      await bench.start(app);
      const ofOthers = ['ping', 'hall*reboot', 'attic*reboot', 'attic*ping'];
      for (const name of ['nope', 'hall*nope', 'hall', '*reboot', ...ofOthers]) {
        const { status } = await bench.commands.invoke(name, 5);
        assert.equal(status, 404, name);
      }
      assert.deepEqual([...app.calls, ...app.hall.calls], []);
    },
  },
  {
    name: 'C5 answers 500 with the message of what a method throws, and no stack',
    needs,
    async run(bench) {
      await bench.start(new Workshop());
      assert.deepEqual(await bench.commands.invoke('fail', 'badly'), {
        status: 500,
        payload: { message: 'the belt is torn' },
      });
    },
  },
  {
    name: 'C5 answers the status and payload of a CommandError',
    needs,
    async run(bench) {
      await bench.start(new Workshop());
      assert.deepEqual(await bench.commands.invoke('fail', 'conflict'), {
        status: 409,
        payload: { reason: 'busy', until: [1, null] },
      });
      assert.deepEqual(await bench.commands.invoke('fail', 'bare'), { status: 503, payload: null });
    },
  },
  {
    name: 'C6 answers 200 with a null body where no response is declared, or undefined is returned',
    needs,
    async run(bench) {
      await bench.start(new Workshop());
      assert.deepEqual(await bench.commands.invoke('ping'), DONE);
      assert.deepEqual(await bench.commands.invoke('count', 'nothing'), DONE);
    },
  },
  {
    name: "C7 answers 500 to its caller when the response does not fit, and logs it as the device's fault",
    needs,
    async run(bench) {
      await bench.start(new Factory());
      const { status, payload } = await bench.commands.invoke('hall*count', 'halves');
      assert.equal(status, 500);
      assert.match((payload as { message: string }).message, /response.*integer/);
      const faults = bench.lines.filter(({ level }) => level === 'error');
      assert.deepEqual(
        faults.map(({ fields: { code, component, command } }) => [code, component, command]),
        [['PNP_COMMAND_RESPONSE', 'hall', 'count']],
      );
    },
  },
  ...runningTests,
  ...reservedNameTests,
  ...laterTests,
];
