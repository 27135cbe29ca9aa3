import assert from 'node:assert/strict';
import type { ContractTest } from '../contract-test.js';
import { Instrument, Laboratory, Panel } from './telemetry-devices.js';
import { telemetryPollTests } from './telemetry-polls.js';
import { telemetryQueueTests } from './telemetry-queue.js';
import { telemetrySizeTests } from './telemetry-size.js';
import { telemetryTimeTests } from './telemetry-time.js';
import { telemetryValueTests } from './telemetry-values.js';

/** Rows T1 to T3: what a message is. */
const messageTests: readonly ContractTest[] = [
  {
    name: 'T1 sends a JSON object of telemetry names, with its content type and encoding',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      await bench.start(app);
      app.level = 21.5;
      const { text, contentType, contentEncoding } = await bench.nextTelemetry();
      assert.deepEqual(
        { text, contentType, contentEncoding },
        { text: '{"level":21.5}', contentType: 'application/json', contentEncoding: 'utf-8' },
      );
    },
  },
  {
    name: 'T2 marks a message of a component with its name, and one of the default component with nothing',
    needs: [],
    async run(bench) {
      const app = new Panel();
      const session = await bench.start(app);
      app.left.level = 1;
      app.workingSet = 2;
      session.send({ component: 'right', telemetry: { level: 3 }, properties: { alert: 'high' } });
      await bench.settled(session);
      assert.deepEqual(
        bench.hub.telemetry
          .map(({ component, properties, body }) => ({ component, properties, body }))
          .toSorted((a, b) => (a.component ?? '').localeCompare(b.component ?? '')),
        [
          { component: undefined, properties: {}, body: { workingSet: 2 } },
          { component: 'left', properties: {}, body: { level: 1 } },
          { component: 'right', properties: { alert: 'high' }, body: { level: 3 } },
        ],
      );
    },
  },
  {
    name: 'T3 sends the telemetries of one turn together, those of each component by themselves',
    needs: [],
    async run(bench) {
      const app = new Panel();
      const session = await bench.start(app);
      app.left.level = 1;
      app.workingSet = 2;
      app.right.level = 3;
      app.left.count = 4;
      await bench.settled(session);
      assert.deepEqual(
        bench.hub.telemetry.map(({ component, body }) => [component, body]),
        [
          ['left', { level: 1, count: 4 }],
          [undefined, { workingSet: 2 }],
          ['right', { level: 3 }],
        ],
      );
    },
  },
  {
    name: 'T3 begins the next message with a second value of the same telemetry: no value is lost',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      const session = await bench.start(app);
      app.level = 1;
      app.count = 10;
      app.level = 2;
      app.level = 2;
      app.count = 30;
      await bench.settled(session);
      assert.deepEqual(
        bench.hub.telemetry.map(({ body }) => body),
        [{ level: 1, count: 10 }, { level: 2 }, { level: 2, count: 30 }],
      );
    },
  },
  {
    name: 'T3 begins the next message with the next turn',
    needs: [],
    async run(bench) {
      const app = new Instrument();
      await bench.start(app);
      app.level = 1;
      await Promise.resolve().then(() => {});
      app.count = 2;
      assert.deepEqual((await bench.nextTelemetry()).body, { level: 1 });
      assert.deepEqual((await bench.nextTelemetry()).body, { count: 2 });
    },
  },
  {
    name: 'T3 sends what polls due together have read in one message for each component',
    needs: [],
    async run(bench) {
      const app = new Laboratory();
      const session = await bench.start(app);
      app.first.pending[0]?.finish(10);
      app.second.pending[0]?.finish(20);
      await bench.until('the messages', () => bench.hub.telemetry.length >= 2);
      await bench.settled(session);
      assert.deepEqual(
        bench.hub.telemetry.map(({ component, body }) => [component, body]),
        [
          ['first', { reading: 1, slow: 10 }],
          ['second', { reading: 1, slow: 20 }],
        ],
      );
    },
  },
];

/** Rows T of the conventions: telemetry. */
export const telemetryTests: readonly ContractTest[] = [
  ...messageTests,
  ...telemetryValueTests,
  ...telemetrySizeTests,
  ...telemetryTimeTests,
  ...telemetryPollTests,
  ...telemetryQueueTests,
];
