import assert from 'node:assert/strict';
import type { ContractTest } from '../contract-test.js';
import { Filter, Pager, Plain } from './modules-devices.js';

const needs = ['moduleIo'] as const;
const AT = new Date('2025-12-31T23:59:59.500Z');

/** Row M of the conventions: what a module has that a device has not. All other rows are run as a module too. */
export const moduleTests: readonly ContractTest[] = [
  {
    name: 'M1 hears each input where it listens, on the module and on its components',
    needs,
    module: true,
    async run(bench) {
      const app = new Filter();
      await bench.start(app);
      bench.inputs.send('readings', '21.5');
      bench.inputs.send('control', '{"reset":true}');
      await bench.until('both messages', () => app.heard.length === 2);
      assert.deepEqual(app.heard.toSorted(), ['control {"reset":true}', 'readings 21.5']);
      assert.deepEqual(app.gauge.heard, ['21.5']);
    },
  },
  {
    name: 'M1 gets a message of an input whole: name, bytes, ids and properties',
    needs,
    module: true,
    async run(bench) {
      const app = new Filter();
      await bench.start(app);
      const ids = { messageId: 'm-1', correlationId: 'c-1' };
      const properties = { level: 'high', 'a b': 'ä&=%' };
      const type = { contentType: 'application/octet-stream' };
      const bytes = new Uint8Array([0, 255, 128, 10]);
      bench.inputs.send('readings', bytes, { ...ids, ...type, properties });
      const message = await bench.until('the message', () => app.messages[0]);
      const { input, messageId, correlationId, contentType } = message;
      assert.deepEqual({ messageId, correlationId, contentType }, { ...ids, ...type });
      assert.deepEqual([input, [...message.body]], ['readings', [...bytes]]);
      assert.deepEqual(message.properties, properties);
    },
  },
  {
    name: 'M1 drops what comes to an input where nobody listens, and tells',
    needs,
    module: true,
    async run(bench) {
      const app = new Filter();
      await bench.start(app);
      bench.inputs.send('nowhere', 'lost');
      bench.inputs.send('readings', 'after it');
      await bench.until('the message after it', () => app.heard.length > 0);
      const line = await bench.until('the line', () =>
        bench.lines.find(({ fields }) => fields['code'] === 'PNP_MESSAGE_UNHANDLED'),
      );
      assert.equal(line.fields['input'], 'nowhere');
      assert.deepEqual([app.heard, app.gauge.heard], [['readings after it'], ['after it']]);
    },
  },
  {
    name: "M1 aborts the signal of an input's handler when the link drops",
    needs,
    module: true,
    async run(bench) {
      const app = new Filter();
      const session = await bench.start(app);
      bench.inputs.send('slow', 'think');
      const signal = await bench.until('the call', () => app.signals[0]);
      assert.equal(signal.aborted, false);
      bench.hub.cut('hub');
      await bench.until('the abort', () => signal.aborted);
      await bench.away(session);
      await bench.back(session);
    },
  },
  {
    name: 'M1 sends telemetry to an output, of a component too, and telemetry to the hub beside it',
    needs,
    module: true,
    async run(bench) {
      const app = new Filter();
      const session = await bench.start(app);
      const rest = { properties: { zone: 'north' }, createdAt: AT };
      session.send({ output: 'alerts', telemetry: { average: 1.5 }, ...rest });
      session.send({ output: 'alerts', component: 'gauge', telemetry: { level: 2 } });
      await session.flush();
      app.average = 3;
      const arrived = [];
      for (let count = 0; count < 3; count++) arrived.push(await bench.nextTelemetry());
      assert.deepEqual(
        arrived.map(({ output, component, body }) => ({ output, component, body })),
        [
          { output: 'alerts', component: undefined, body: { average: 1.5 } },
          { output: 'alerts', component: 'gauge', body: { level: 2 } },
          { output: undefined, component: undefined, body: { average: 3 } },
        ],
      );
      assert.deepEqual(arrived[0]?.properties, rest.properties);
      assert.deepEqual(arrived[0]?.createdAt, AT);
    },
  },
  {
    name: 'M1 sends to an output what is no telemetry of its model, as it is',
    needs,
    module: true,
    async run(bench) {
      const session = await bench.start(new Filter());
      session.sendToOutput('passed-on', { body: { any: ['thing'] }, properties: { from: 'x' } });
      session.sendToOutput('passed-on', { body: '"quoted"', contentType: 'application/json' });
      const first = await bench.nextTelemetry();
      const second = await bench.nextTelemetry();
      assert.deepEqual([first.output, second.output], ['passed-on', 'passed-on']);
      assert.deepEqual(first.body, { any: ['thing'] });
      assert.deepEqual(first.properties, { from: 'x' });
      assert.equal(first.contentType, 'application/json');
      assert.equal(second.text, '"quoted"');
    },
  },
  {
    name: 'M1 gets no messages from the cloud: a class that handles them is refused before it connects',
    needs: ['moduleIo', 'cloudMessages'],
    module: true,
    async run(bench) {
      const code = 'PNP_MODULE_NO_CLOUD_MESSAGES';
      await assert.rejects(bench.start(new Pager()), { code });
      assert.deepEqual(bench.hub.connects, []);
    },
  },
  {
    name: 'M1 uploads no files',
    needs: ['moduleIo', 'upload'],
    module: true,
    async run(bench) {
      const session = await bench.start(new Plain());
      const code = 'PNP_MODULE_NO_UPLOAD';
      await assert.rejects(session.upload('a.txt', 'text'), { code });
    },
  },
  {
    name: 'modules: a device has no inputs: a class that listens to one is refused before it connects',
    needs,
    async run(bench) {
      await assert.rejects(bench.start(new Filter()), { code: 'PNP_DEVICE_NO_INPUTS' });
      assert.deepEqual(bench.hub.connects, []);
    },
  },
  {
    name: 'modules: a device has no outputs',
    needs: [],
    async run(bench) {
      const session = await bench.start(new Plain());
      assert.throws(() => session.sendToOutput('alerts', { body: {} }), {
        code: 'PNP_SEND_OUTPUT',
      });
    },
  },
];
