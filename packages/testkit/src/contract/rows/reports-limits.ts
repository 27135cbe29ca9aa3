import assert from 'node:assert/strict';
import type { JsonObject } from '@iotpnp/core';
import type { ContractTest } from '../contract-test.js';
import { Store } from './reports-devices.js';

const K = 1_024;

/** Row R7: 32 KB of reported state. */
export const reportLimitTests: readonly ContractTest[] = [
  {
    name: 'R7 refuses what would make more than 32 KB of reported state, with the sizes by property, and delivers the rest',
    needs: ['twin'],
    async run(bench) {
      const app = new Store();
      const session = await bench.start(app);
      app.big = texts(20 * K);
      await bench.settled(session);
      app.shelf.big = texts(12 * K);
      app.shelf.small = 1;
      assert.deepEqual(await bench.nextReport(), { shelf: { __t: 'c', small: 1 } });
      await bench.settled(session);
      app.small = 2;
      assert.deepEqual(await bench.nextReport(), { small: 2 });
      const [line, ...more] = bench.logged('PNP_REPORT_TOO_LARGE');
      assert.deepEqual(more, []);
      const { component, property, sizes } = line?.fields ?? {};
      assert.deepEqual({ component, property }, { component: 'shelf', property: 'big' });
      const { big, small, 'shelf.small': inner } = sizes as Record<string, number>;
      assert.deepEqual(
        { big, small, inner },
        { big: 20 * K + 'big'.length, small: 8 + 'small'.length, inner: 8 + 'small'.length },
      );
      for (const { problems } of [app, app.shelf]) {
        assert.deepEqual(
          problems.map(({ code, where }) => [code, where?.member]),
          [['PNP_REPORT_TOO_LARGE', 'shelf.big']],
        );
      }
    },
  },
  {
    name: 'R7 delivers what was refused for its size once there is room',
    needs: ['twin'],
    async run(bench) {
      const app = new Store();
      const session = await bench.start(app);
      app.big = texts(20 * K);
      await bench.settled(session);
      app.other = texts(12 * K);
      await bench.settled(session);
      assert.ok(!('other' in bench.twin.reported));
      app.big = undefined;
      await bench.settled(session);
      const { big, other } = bench.twin.reported as { readonly other?: JsonObject; big?: unknown };
      assert.equal(big, undefined);
      assert.deepEqual(other, app.other);
    },
  },
];

/** A map of so many bytes as a hub counts them, keys included, in texts that a twin takes. */
function texts(bytes: number): Record<string, string> {
  const pieces = Array.from({ length: Math.ceil(bytes / K) }, (_, at): [string, string] => {
    return [`k${String(at).padStart(2, '0')}`, 'x'.repeat(Math.min(K, bytes - at * K) - 3)];
  });
  return Object.fromEntries(pieces);
}
