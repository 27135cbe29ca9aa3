import assert from 'node:assert/strict';
import type { Session } from '@iotpnp/core';
import type { ContractBench } from './contract-bench.js';
import { Thermostat } from './contract-devices.js';
import type { ContractTest } from './contract-test.js';

const INITIAL = { ac: 200, av: 0, ad: 'reported default value' };

/** All that a thermostat has reported once it was asked for one limit. */
function expectedReport(limit: number, version: number, highest: number) {
  return {
    maxTempSinceLastReboot: highest,
    averages: {},
    targetTemperature: { value: 21, ...INITIAL },
    heaterPower: { value: 0, ...INITIAL },
    offsets: { value: {}, ...INITIAL },
    limit: { value: limit, ac: 200, av: version, ad: 'applied' },
  };
}

interface Interruption {
  readonly what: string;
  /** Ends the link, and calls `meanwhile` while there is none. */
  readonly interrupt: (
    bench: ContractBench,
    session: Session,
    meanwhile: () => Promise<void>,
  ) => Promise<void>;
}

async function until(bench: ContractBench, session: Session, meanwhile: () => Promise<void>) {
  await bench.away(session);
  await meanwhile();
}

const INTERRUPTIONS: readonly Interruption[] = [
  ...(['hub', 'socket'] as const).map((by) => ({
    what: `a cut by the ${by}`,
    interrupt: async (bench: ContractBench, session: Session, meanwhile: () => Promise<void>) => {
      bench.hub.cut(by);
      await until(bench, session, meanwhile);
    },
  })),
  ...(['kept', 'lost'] as const).map((sessions) => ({
    what: `a restart of the hub with its sessions ${sessions}`,
    interrupt: async (bench: ContractBench, session: Session, meanwhile: () => Promise<void>) => {
      await bench.hub.restart({ sessions });
      await until(bench, session, meanwhile);
    },
  })),
  {
    what: 'a time as a disabled device',
    async interrupt(bench, session, meanwhile) {
      await bench.hub.setEnabled(false);
      await bench.away(session);
      await bench.refused(session);
      await meanwhile();
      await bench.hub.setEnabled(true);
    },
  },
];

/** The newest value is applied once and acknowledged, commands are answered again, and the hub's document is whole. */
async function losesNothing(bench: ContractBench, { interrupt }: Interruption): Promise<void> {
  const app = new Thermostat();
  const session = await bench.start(app);
  await bench.settled(session);
  let version = 0;
  await interrupt(bench, session, async () => {
    bench.twin.desire({ limit: 20 });
    version = bench.twin.desire({ limit: 30 });
    app.maxTempSinceLastReboot = 5;
    await assert.rejects(bench.commands.invoke('fail', 'not'));
  });
  await bench.back(session);
  await bench.ack('limit', version);
  await bench.settled(session);
  assert.deepEqual(app.calls, ['limit 30']);
  assert.deepEqual(await bench.commands.invoke('fail', 'not'), { status: 200, payload: null });
  const again = bench.twin.desire({ limit: 31 });
  await bench.ack('limit', again);
  const { $version: _version, ...reported } = bench.twin.reported;
  assert.deepEqual(reported, expectedReport(31, again, 5));
}

/** What no cut, restart or renewal may lose. */
export const reconnectTests: readonly ContractTest[] = [
  ...INTERRUPTIONS.map((interruption) => ({
    name: `reconnect: ${interruption.what} loses no desired change, report or command`,
    needs: ['twin', 'commands'] as const,
    run: (bench: ContractBench) => losesNothing(bench, interruption),
  })),
  {
    name: 'reconnect: a renewal of credentials loses nothing, a change inside its gap included',
    needs: ['twin', 'commands'],
    async run(bench) {
      const app = new Thermostat();
      const session = await bench.start(app);
      await bench.settled(session);
      for (const limit of [20, 30]) {
        let version = 0;
        await session.flush(); // time passes now: nothing may be under way
        await bench.hub.renewCredentials(() => {
          version = bench.twin.desire({ limit });
        });
        await bench.ack('limit', version);
        assert.deepEqual(await bench.commands.invoke('fail', 'not'), {
          status: 200,
          payload: null,
        });
        app.temperature = limit;
        assert.deepEqual((await bench.nextTelemetry()).body, { temperature: limit });
      }
      assert.deepEqual(
        app.calls.filter((call) => call.startsWith('limit')),
        ['limit 20', 'limit 30'],
      );
      assert.equal(session.state, 'ready');
    },
  },
  {
    name: 'reconnect: a device made anew under its name is told everything again',
    needs: ['twin'],
    async run(bench) {
      const app = new Thermostat();
      const session = await bench.start(app);
      await bench.ack('limit', bench.twin.desire({ limit: 20 }));
      await bench.settled(session);
      await bench.twin.recreate();
      await bench.away(session);
      await bench.back(session);
      await bench.ack('limit', 0);
      await bench.settled(session);
      const { $version: _version, ...reported } = bench.twin.reported;
      assert.deepEqual(reported, { ...expectedReport(20, 0, 0), limit: { value: 20, ...INITIAL } });
      await bench.ack('limit', bench.twin.desire({ limit: 40 }));
      assert.deepEqual(app.calls, ['limit 20', 'limit 40']);
    },
  },
  {
    name: 'reconnect: a report cut before it was merged is sent again',
    needs: ['twin'],
    async run(bench) {
      const app = new Thermostat();
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.answerReports('cut');
      app.maxTempSinceLastReboot = 7;
      await bench.away(session);
      app.note = 'while away';
      await bench.back(session);
      assert.deepEqual(await bench.nextReport(), { maxTempSinceLastReboot: 7, note: 'while away' });
    },
  },
  {
    name: 'reconnect: a report cut after it was merged is not sent again',
    needs: ['twin'],
    async run(bench) {
      const app = new Thermostat();
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.answerReports('apply-and-cut');
      app.maxTempSinceLastReboot = 7;
      await bench.away(session);
      assert.deepEqual(await bench.nextReport(), { maxTempSinceLastReboot: 7 });
      await bench.back(session);
      app.note = 'after it';
      assert.deepEqual(await bench.nextReport(), { note: 'after it' });
    },
  },
];
