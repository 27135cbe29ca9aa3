import assert from 'node:assert/strict';
import type { ContractTest } from '../contract-test.js';
import { Factory, Workshop } from './commands-devices.js';

const needs = ['commands', 'twin'] as const;
const ACCEPTED = { status: 202, payload: null };

function bill(item: string) {
  return { value: { total: 1, paid: '2026-01-02T00:00:00.000Z', items: [item] } };
}

/** Row C11: commands that go on when they are answered, and commands that come as messages. */
export const laterTests: readonly ContractTest[] = [
  {
    name: 'C11 answers 202 at once, and reports later what the command returned',
    needs,
    async run(bench) {
      const app = new Workshop();
      const session = await bench.start(app);
      await bench.settled(session);
      assert.deepEqual(await bench.commands.invoke('press', 'dent'), ACCEPTED);
      assert.deepEqual(bench.twin.reports, []);
      app.running[0]?.end();
      assert.deepEqual(await bench.nextReport(), { press: bill('dent') });
    },
  },
  {
    name: 'C11 reports it inside the marked component, each time',
    needs,
    async run(bench) {
      const app = new Factory();
      const session = await bench.start(app);
      await bench.settled(session);
      for (const round of [0, 1]) {
        assert.deepEqual(await bench.commands.invoke('hall*press', 'dent'), ACCEPTED);
        app.hall.running[round]?.end();
        assert.deepEqual(await bench.nextReport(), { hall: { __t: 'c', press: bill('dent') } });
      }
    },
  },
  {
    name: 'C11 lets a command that was answered 202 go on when the link drops',
    needs,
    async run(bench) {
      const app = new Workshop();
      const session = await bench.start(app);
      await bench.settled(session);
      assert.deepEqual(await bench.commands.invoke('press', 'dent'), ACCEPTED);
      bench.hub.cut('hub');
      await bench.away(session);
      assert.equal(app.running[0]?.signal.aborted, false);
      app.running[0]?.end();
      await bench.back(session);
      assert.deepEqual(await bench.nextReport(), { press: bill('dent') });
    },
  },
  ...(
    [
      ['JSON', '21', 'double', 'double 21'],
      ['a text without quotes', 'the belt', 'fail', 'fail the belt'],
      ['@ for none', '@', 'ping', 'ping with 1'],
    ] as const
  ).map(([what, body, command, call]): ContractTest => ({
    name: `C11 runs a command that comes as a message with method-name, its body ${what}`,
    needs: ['commands', 'cloudMessages'],
    async run(bench) {
      const app = new Factory();
      await bench.start(app);
      const properties = { 'method-name': `hall*${command}` };
      const id = bench.messages.send(body, { properties });
      await bench.until('the call', () => app.hall.calls.length > 0);
      assert.deepEqual(app.hall.calls, [call]);
      await bench.until('its acknowledgement', () => bench.messages.taken.includes(id));
    },
  })),
  {
    name: 'C11 runs a command of the default component that was queued while the device was away',
    needs: ['commands', 'cloudMessages'],
    async run(bench) {
      const app = new Factory();
      const session = await bench.start(app);
      bench.hub.cut('hub');
      await bench.away(session);
      const id = bench.messages.send('5', { properties: { 'method-name': 'reboot' } });
      assert.deepEqual(app.calls, []);
      await bench.back(session);
      await bench.until('its acknowledgement', () => bench.messages.taken.includes(id));
      assert.deepEqual(app.calls, ['reboot 5']);
    },
  },
  {
    name: 'C11 tells in the log what became of a command that nobody waits for',
    needs: ['commands', 'cloudMessages'],
    async run(bench) {
      const app = new Factory();
      await bench.start(app);
      const properties = { 'method-name': 'hall*double' };
      const id = bench.messages.send('"secret"', { properties });
      await bench.until('its acknowledgement', () => bench.messages.taken.includes(id));
      const line = bench.lines.find(({ fields }) => fields['code'] === 'PNP_COMMAND_FAILED');
      assert.deepEqual(line?.fields, {
        code: 'PNP_COMMAND_FAILED',
        name: 'hall*double',
        status: 400,
      });
      assert.deepEqual(app.hall.calls, []);
    },
  },
];
