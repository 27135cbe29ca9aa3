import assert from 'node:assert/strict';
import { TemperatureController, Thermostat } from '../contract-devices.js';
import type { ContractTest } from '../contract-test.js';
import { applied, byDevice, initial, running } from './writables-acks.js';
import { Knob, Panel } from './writables-devices.js';

/** Rows W1, W2 and W17: writable values that nobody desired. */
export const ownValueTests: readonly ContractTest[] = [
  {
    name: 'W1 reports a value of the device with ac 200, av 0 and no marker',
    needs: ['twin'],
    async run(bench) {
      const app = new Knob();
      app.targetTemperature = 23.2;
      await bench.start(app);
      assert.deepEqual(await bench.nextReport(), { targetTemperature: initial(23.2) });
    },
  },
  {
    name: 'W2 reports a value of a component inside the marked component',
    needs: ['twin'],
    async run(bench) {
      const app = new Panel();
      app.thermostat1.targetTemperature = 23.2;
      await bench.start(app);
      assert.deepEqual(await bench.nextReport(), {
        thermostat1: { __t: 'c', targetTemperature: initial(23.2) },
      });
    },
  },
  {
    name: 'W2 reports values of the device with ac 203 where initialAck says so, desired ones with 200',
    needs: ['twin'],
    async run(bench) {
      const app = new Panel();
      const session = await bench.start(app, { initialAck: 203 });
      assert.deepEqual(await bench.nextReport(), {
        thermostat1: { __t: 'c', targetTemperature: initial(21, 203) },
      });
      await bench.settled(session);
      const version = bench.twin.desire({ thermostat1: { targetTemperature: 22 } });
      assert.deepEqual(await bench.nextReport(), {
        thermostat1: {
          __t: 'c',
          targetTemperature: applied(22, version),
        },
      });
    },
  },
  {
    name: 'W17 reports at the start what nobody desired, beside the answer to what was',
    needs: ['twin', 'commands'],
    async run(bench) {
      const version = bench.twin.desire({ thermostat2: { targetTemperature: 30 } });
      await bench.start(new TemperatureController());
      const own = {
        __t: 'c',
        maxTempSinceLastReboot: 0,
        averages: {},
        targetTemperature: initial(21),
        heaterPower: initial(0),
        offsets: initial({}),
        limit: initial(60),
      };
      assert.deepEqual(await bench.nextReport(), {
        serialNumber: 'SN-1',
        enabled: initial(true),
        thermostat1: own,
        thermostat2: {
          ...own,
          targetTemperature: applied(30, version),
        },
      });
    },
  },
  {
    name: 'W17 does not report at the start what is reported exactly so already',
    needs: ['twin', 'commands'],
    async run(bench) {
      const before = await bench.start(new TemperatureController());
      await bench.settled(before);
      await bench.close(before);
      const app = new TemperatureController();
      app.thermostat1.targetTemperature = 25;
      await bench.start(app);
      assert.deepEqual(await bench.nextReport(), {
        thermostat1: { __t: 'c', targetTemperature: initial(25) },
      });
    },
  },
  {
    name: 'W17 reports at the start what is reported with another code',
    needs: ['twin'],
    async run(bench) {
      const before = await bench.start(new Knob());
      await bench.settled(before);
      await bench.close(before);
      await bench.start(new Knob(), { initialAck: 203 });
      assert.deepEqual(await bench.nextReport(), { targetTemperature: initial(21, 203) });
    },
  },
  ...([200, 203] as const).map((initialAck) => ({
    name: `W17 reports what is assigned after the start as set by the device, with ac ${initialAck} and av 0`,
    needs: ['twin'] as const,
    run: assigned(initialAck),
  })),
  {
    name: 'W17 aborts desired work that still runs when the device sets the value itself',
    needs: ['twin', 'commands'],
    async run(bench) {
      const { app, session } = await running(bench, new Thermostat());
      const version = bench.twin.desire({ heaterPower: 5 });
      await bench.ack('heaterPower', version, 202);
      app.heaterPower = 1;
      assert.equal(app.heating[0]?.signal.aborted, true);
      await bench.ack('heaterPower', 0);
      await bench.settled(session);
      app.heating[0]?.finish();
      await bench.hub.turn();
      app.note = 'after it';
      assert.deepEqual(await bench.nextReport(), { note: 'after it' });
      assert.deepEqual(bench.twin.reported['heaterPower'], byDevice(1));
      assert.equal(app.heaterPower, 1);
    },
  },
];

function assigned(initialAck: 200 | 203): ContractTest['run'] {
  return async (bench) => {
    const app = new Knob();
    const session = await bench.start(app, { initialAck });
    await bench.ack('targetTemperature', bench.twin.desire({ targetTemperature: 30 }));
    await bench.settled(session);
    app.targetTemperature = 19;
    assert.deepEqual(await bench.nextReport(), { targetTemperature: byDevice(19, initialAck) });
  };
}
