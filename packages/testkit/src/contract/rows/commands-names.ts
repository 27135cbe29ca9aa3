import assert from 'node:assert/strict';
import { Command, Interface, Property, Telemetry, type JsonObject } from '@iotpnp/core';
import type { ContractTest } from '../contract-test.js';
import { Factory, Fan, Tower } from './commands-devices.js';

/** What every object has by its prototype, and what would make it another's. */
const RESERVED = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];
/** As a back end sends it: `__proto__` as a key of its own. */
const DESIRED =
  '{"__proto__":{"speed":9},"constructor":1,"toString":"x","fan":{"__proto__":{"speed":9},"valueOf":2}}';

@Interface('dtmi:com:example:Reserved;1')
class Reserved {
  @Command({ name: 'constructor' }) build(): void {}
  @Property('double', { name: '__proto__' }) base = 0;
  @Telemetry('double', { name: 'toString' }) text = 0;
}

/** Row C9: names that every object has. */
export const reservedNameTests: readonly ContractTest[] = [
  {
    name: 'C9 answers 404 to the names of a prototype, of a component or of a command',
    needs: ['commands'],
    async run(bench) {
      await bench.start(new Factory());
      const names = RESERVED.flatMap((name) => [name, `hall*${name}`, `${name}*ping`]);
      for (const name of [...names, '__proto__*constructor']) {
        const { status } = await bench.commands.invoke(name, {});
        assert.equal(status, 404, name);
      }
    },
  },
  {
    name: 'C9 takes the names of a prototype for unknown properties',
    needs: ['twin'],
    async run(bench) {
      const app = new Tower();
      const session = await bench.start(app);
      await bench.settled(session);
      bench.twin.desire(JSON.parse(DESIRED) as JsonObject);
      const version = bench.twin.desire({ fan: { speed: 2 } });
      assert.deepEqual(await bench.nextReport(), {
        fan: { __t: 'c', speed: { value: 2, ac: 200, av: version, ad: 'applied' } },
      });
      const ofFan = ['fan/__proto__', 'fan/valueOf'];
      assert.deepEqual(app.unknown.toSorted(), ['__proto__', 'constructor', ...ofFan, 'toString']);
      assert.deepEqual(app.fan.unknown.toSorted(), ofFan);
      assert.deepEqual([app.speed, new Fan().speed], [0, 0]);
    },
  },
  {
    name: 'C9 refuses a model that declares them, every one at once',
    needs: [],
    async run(bench) {
      const refused = await bench.start(new Reserved()).catch((error: unknown) => error);
      const { problems = [] } = refused as {
        problems?: { code: string; where?: { member?: string } }[];
      };
      assert.deepEqual(
        problems.map(({ code, where }) => `${code} ${where?.member}`).toSorted(),
        ['__proto__', 'constructor', 'toString'].map((name) => `PNP_MODEL_RESERVED_NAME ${name}`),
      );
      assert.deepEqual(bench.hub.connects, []);
    },
  },
];
