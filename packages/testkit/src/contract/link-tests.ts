import assert from 'node:assert/strict';
import { identityOf, opened, telemetry } from './bare-link.js';
import type { ContractTest } from './contract-test.js';
import { linkEndTests } from './link-end-tests.js';

const MANY = 50;

/** What a link and a connect have to get right, without a session. */
export const linkTests: readonly ContractTest[] = [
  {
    name: 'link: has the members that its transport supports, and no others',
    needs: [],
    async run(bench) {
      const { supports } = bench.hub.transport;
      await using bare = await opened(bench);
      const { link } = bare;
      assert.equal(typeof link.telemetry, 'function');
      assert.equal(link.twin !== undefined, supports.twin, 'twin');
      assert.equal(link.report !== undefined, supports.twin, 'report');
      assert.equal(link.upload !== undefined, supports.upload, 'upload');
    },
  },
  {
    name: 'link: its transport accepts the credentials that the tests provision',
    needs: [],
    async run(bench) {
      const { auth } = await identityOf(bench);
      assert.ok(bench.hub.transport.accepts.includes(auth.kind), auth.kind);
    },
  },
  {
    name: 'link: telemetry arrives in the order in which it was given, one not waiting for the other',
    needs: [],
    async run(bench) {
      await using bare = await opened(bench);
      const sent = Array.from({ length: MANY }, (_, at) => ({ at }));
      await Promise.all(sent.map((values) => bare.link.telemetry(telemetry(values))));
      const arrived = [];
      for (let at = 0; at < MANY; at++) arrived.push((await bench.nextTelemetry()).body);
      assert.deepEqual(arrived, sent);
    },
  },
  {
    name: 'link: reads the twin as the hub has it, both documents with their version',
    needs: ['twin'],
    async run(bench) {
      const version = bench.twin.desire({ level: 1, room: { __t: 'c', target: [1, { a: null }] } });
      await using bare = await opened(bench);
      const twin = await bare.link.twin?.();
      assert.deepEqual(twin?.desired, {
        level: 1,
        room: { __t: 'c', target: [1, { a: null }] },
        $version: version,
      });
      assert.equal(typeof twin?.reported['$version'], 'number');
    },
  },
  {
    name: 'link: a report is merged when its promise resolves',
    needs: ['twin'],
    async run(bench) {
      await using bare = await opened(bench);
      const { link } = bare;
      await link.report?.({ a: 1, b: { c: [1, 2], d: 'x' } });
      await link.report?.({ a: null, b: { d: null, e: true } });
      const twin = await link.twin?.();
      const { $version, ...reported } = twin?.reported ?? {};
      assert.deepEqual(reported, { b: { c: [1, 2], e: true } });
      assert.equal(typeof $version, 'number');
    },
  },
  {
    name: 'link: what is desired reaches the sink as it was pushed, the version at its root',
    needs: ['twin'],
    async run(bench) {
      await using bare = await opened(bench);
      const { desired } = bare.heard;
      const first = bench.twin.desire({ room: { target: 1, gone: null } });
      const second = bench.twin.desire({ level: 2 });
      await bench.until('both patches', () => desired.length === 2);
      assert.deepEqual(desired, [
        { room: { target: 1, gone: null }, $version: first },
        { level: 2, $version: second },
      ]);
    },
  },
  {
    name: 'link: a command reaches the sink with its name and payload, and its answer the caller',
    needs: ['commands'],
    async run(bench) {
      await using bare = await opened(bench);
      const answer = await bench.commands.invoke('room*any.name', { deep: [1, 'ä', null] });
      assert.deepEqual(answer, { status: 200, payload: { echo: 'room*any.name' } });
      await bench.commands.invoke('bare');
      const [first, second] = bare.heard.commands;
      assert.deepEqual(first?.payload, { deep: [1, 'ä', null] });
      assert.equal(second?.payload ?? null, null);
    },
  },
  ...linkEndTests,
];
