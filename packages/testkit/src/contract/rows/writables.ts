import assert from 'node:assert/strict';
import { TemperatureController, Thermostat } from '../contract-devices.js';
import type { ContractTest } from '../contract-test.js';

/** Rows W of the conventions: desired values and their acknowledgements. */
export const writableTests: readonly ContractTest[] = [
  {
    name: 'W3 answers a desired value with value, ac, av and ad',
    needs: ['twin'],
    async run(bench) {
      const app = new Thermostat();
      const session = await bench.start(app);
      await bench.settled(session);
      const version = bench.twin.desire({ targetTemperature: 23.2 });
      assert.deepEqual(await bench.nextReport(), {
        targetTemperature: { value: 23.2, ac: 200, av: version, ad: 'applied' },
      });
      assert.equal(app.targetTemperature, 23.2);
    },
  },
  {
    name: 'W4 answers a desired value of a component inside the marked component',
    needs: ['twin'],
    async run(bench) {
      const session = await bench.start(new TemperatureController());
      await bench.settled(session);
      const version = bench.twin.desire({ thermostat1: { __t: 'c', targetTemperature: 23.2 } });
      assert.deepEqual(await bench.nextReport(), {
        thermostat1: {
          __t: 'c',
          targetTemperature: { value: 23.2, ac: 200, av: version, ad: 'applied' },
        },
      });
    },
  },
];
