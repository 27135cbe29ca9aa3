import assert from 'node:assert/strict';
import type { ContractTest } from './contract-test.js';
import { Deaf, Postbox } from './message-devices.js';

const needs = ['cloudMessages'] as const;

/** Cloud-to-device messages: none is lost, none is taken before it was handled. */
export const messageTests: readonly ContractTest[] = [
  {
    name: 'messages: come whole to every method that handles them',
    needs,
    async run(bench) {
      const app = new Postbox();
      await bench.start(app);
      const ids = { messageId: 'm-1', correlationId: 'c-1' };
      const type = { contentType: 'application/octet-stream', contentEncoding: 'gzip' };
      const properties = { tray: '2', 'a b': 'ä&=%' };
      const bytes = new Uint8Array([0, 255, 128, 10]);
      bench.messages.send(bytes, { ...ids, ...type, properties });
      const message = await bench.until('the message', () => app.received[0]);
      const { messageId, correlationId, contentType, contentEncoding, input } = message;
      assert.deepEqual({ messageId, correlationId }, ids);
      assert.deepEqual({ contentType, contentEncoding }, type);
      assert.deepEqual([...message.body], [...bytes]);
      assert.deepEqual([message.properties, input], [properties, undefined]);
      bench.messages.send('größer');
      await bench.until('a second message', () => app.received.length === 2);
      assert.equal(app.received[1]?.text(), 'größer');
      assert.equal(app.lamp.texts[1], 'größer');
    },
  },
  {
    name: 'messages: that were sent while the device was away are there when it is back, in order',
    needs,
    async run(bench) {
      const app = new Postbox();
      const session = await bench.start(app);
      bench.hub.cut('hub');
      await bench.away(session);
      const ids = ['one', 'two', 'three'].map((text) => bench.messages.send(text));
      assert.deepEqual(app.received, []);
      await bench.back(session);
      await bench.until('all of them', () => app.received.length === 3);
      assert.deepEqual(app.lamp.texts, ['one', 'two', 'three']);
      await bench.until('their end', () => bench.messages.taken.length === 3);
      assert.deepEqual(bench.messages.taken, ids);
    },
  },
  {
    name: 'messages: stay in the queue of the hub until their handler is done',
    needs,
    async run(bench) {
      const app = new Postbox();
      await bench.start(app);
      const id = bench.messages.send('hold');
      const { end } = await bench.until('the call', () => app.handling[0]);
      app.count = 1;
      await bench.nextTelemetry(); // what was acknowledged before it is there as well
      assert.deepEqual(bench.messages.taken, []);
      end();
      await bench.until('its end', () => bench.messages.taken.length > 0);
      assert.deepEqual(bench.messages.taken, [id]);
    },
  },
  ...(['hub', 'socket'] as const).map((by): ContractTest => ({
    name: `messages: come again when the ${by} cuts the link before their handler is done`,
    needs,
    async run(bench) {
      const app = new Postbox();
      const session = await bench.start(app);
      const id = bench.messages.send('hold');
      const first = await bench.until('the call', () => app.handling[0]);
      bench.hub.cut(by);
      await bench.until('the abort', () => first.signal.aborted);
      await bench.away(session);
      await bench.back(session);
      const second = await bench.until('another call', () => app.handling[1]);
      assert.deepEqual(
        [first, second].map(({ message }) => message.messageId),
        [id, id],
      );
      first.end(); // its end counts for nothing any more
      app.count = 1;
      await bench.nextTelemetry();
      assert.deepEqual(bench.messages.taken, []);
      second.end();
      await bench.until('its end', () => bench.messages.taken.length > 0);
      assert.deepEqual(bench.messages.taken, [id]);
    },
  })),
  {
    name: 'messages: that are refused do not come again, and are told',
    needs,
    async run(bench) {
      const app = new Postbox();
      await bench.start(app);
      const refused = bench.messages.send('refuse');
      const taken = bench.messages.send('after it');
      await bench.until('both ends', () => bench.messages.taken.length === 2);
      assert.deepEqual(bench.messages.taken, [refused, taken]);
      assert.deepEqual(
        app.received.map((message) => message.text()),
        ['after it'],
      );
      const told = bench.lines.filter(({ fields }) => fields['code'] === 'PNP_MESSAGE_FAILED');
      assert.deepEqual(
        told.map(({ fields }) => fields['error']),
        ['no such letter'],
      );
    },
  },
  {
    name: 'messages: that nobody handles are taken, and told',
    needs: ['cloudMessages', 'commands'],
    async run(bench) {
      await bench.start(new Deaf());
      const id = bench.messages.send('anybody there?');
      await bench.until('its end', () => bench.messages.taken.includes(id));
      const told = bench.lines.filter(({ fields }) => fields['code'] === 'PNP_MESSAGE_UNHANDLED');
      assert.deepEqual(
        told.map(({ fields }) => fields['messageId']),
        [id],
      );
    },
  },
];
