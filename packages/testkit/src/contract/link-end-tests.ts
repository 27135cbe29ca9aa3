import assert from 'node:assert/strict';
import type { Link } from '@iotpnp/core';
import { assertClassified } from './assert-classified.js';
import { connecting, identityOf, opened, telemetry } from './bare-link.js';
import type { ContractBench } from './contract-bench.js';
import type { ContractTest } from './contract-test.js';

/** Everything a link can be asked for. */
function calls(link: Link): Promise<unknown>[] {
  return [
    link.telemetry(telemetry({ late: true })),
    ...(link.twin ? [link.twin()] : []),
    ...(link.report ? [link.report({ late: true })] : []),
  ];
}

/** Each call fails, told apart: the session knows then that it is the connection, not what was sent. */
async function refusesCalls(bench: ContractBench, link: Link): Promise<void> {
  for (const outcome of await bench.passing(Promise.allSettled(calls(link)))) {
    assert.equal(outcome.status, 'rejected');
    assertClassified(outcome.reason);
  }
}

/** Another link of the same device stands: what the hub says from now on goes there. */
async function reachesAnother(bench: ContractBench): Promise<void> {
  await using another = await opened(bench);
  const { hub } = bench;
  if (hub.twin) {
    const $version = hub.twin.desire({ level: 7 });
    await bench.until('the patch', () => another.heard.desired.length > 0);
    assert.deepEqual(another.heard.desired, [{ level: 7, $version }]);
  }
  if (hub.commands) assert.equal((await hub.commands.invoke('ping')).status, 200);
  await another.link.telemetry(telemetry({ another: true }));
  await bench.until('its telemetry', () => hub.telemetry.at(-1)?.text === '{"another":true}');
  assert.deepEqual(another.heard.downs, []);
}

/** How links and attempts to connect end. */
export const linkEndTests: readonly ContractTest[] = [
  {
    name: 'link: nothing reaches the sink of a link that was disposed, not even its end',
    needs: [],
    async run(bench) {
      const { link, heard } = await opened(bench);
      await bench.passing(Promise.resolve(link[Symbol.asyncDispose]()));
      await reachesAnother(bench);
      const { desired, commands, messages, downs, resyncs } = heard;
      assert.deepEqual([...desired, ...commands, ...messages, ...downs], []);
      assert.equal(resyncs, 0);
    },
  },
  {
    name: 'link: disposal twice is harmless, also when another link stands',
    needs: [],
    async run(bench) {
      const first = await opened(bench);
      await first[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
      await using second = await opened(bench);
      await first[Symbol.asyncDispose]();
      await second.link.telemetry(telemetry({ second: true }));
      assert.deepEqual((await bench.nextTelemetry()).body, { second: true });
      assert.deepEqual(second.heard.downs, []);
    },
  },
  ...(['hub', 'socket'] as const).flatMap((by): ContractTest[] => [
    {
      name: `link: its sink is told once that the ${by} has cut it, and what to do`,
      needs: [],
      async run(bench) {
        const { link, heard } = await opened(bench);
        bench.hub.cut(by);
        await bench.until('its end', () => heard.downs.length > 0);
        assertClassified(heard.downs[0], ['backoff', 'reprovision']);
        await refusesCalls(bench, link);
        await bench.passing(Promise.resolve(link[Symbol.asyncDispose]()));
        await reachesAnother(bench);
        assert.equal(heard.downs.length, 1);
      },
    },
    {
      name: `link: a connection that the ${by} cuts leaves the way free for the next`,
      needs: [],
      async run(bench) {
        for (let round = 0; round < 2; round++) {
          await using bare = await opened(bench);
          await bare.link.telemetry(telemetry({ round }));
          bench.hub.cut(by);
          await bench.until('its end', () => bare.heard.downs.length > 0);
        }
        await reachesAnother(bench);
      },
    },
  ]),
  {
    name: 'link: a report that is cut off rejects, told apart from one that is refused',
    needs: ['twin'],
    async run(bench) {
      await using bare = await opened(bench);
      bench.twin.answerReports('refuse', 'throttle', 'cut');
      const report = () => bare.link.report?.({ a: 1 }).catch((error: unknown) => error);
      const refused = await report();
      assert.ok(refused instanceof Error);
      assert.equal('retry' in refused, false, 'sent again, it would be refused again');
      assertClassified(await report(), ['backoff']);
      assertClassified(await report());
      assert.equal(bench.twin.reported['a'], undefined);
    },
  },
  {
    name: 'link: a call after its disposal rejects',
    needs: [],
    async run(bench) {
      const { link } = await opened(bench);
      await bench.passing(Promise.resolve(link[Symbol.asyncDispose]()));
      await refusesCalls(bench, link);
      assert.deepEqual(bench.hub.telemetry, []);
    },
  },
  {
    name: 'connect: an attempt that is aborted before or while it is made rejects, and leaves nothing connected',
    needs: [],
    async run(bench) {
      const identity = await identityOf(bench);
      const before = AbortSignal.abort(new Error('the test is over'));
      const aborted = connecting(bench, identity, before);
      await assert.rejects(bench.passing(aborted.opening));
      const controller = new AbortController();
      const late = connecting(bench, identity, controller.signal);
      controller.abort(new Error('the test is over'));
      await assert.rejects(bench.passing(late.opening));
      if (bench.hub.commands) await assert.rejects(bench.commands.invoke('ping'));
      await reachesAnother(bench);
      for (const { heard } of [aborted, late]) {
        assert.deepEqual([...heard.desired, ...heard.commands, ...heard.downs], []);
      }
    },
  },
  {
    name: 'connect: a disabled device is refused, and taken again when it is enabled',
    needs: [],
    async run(bench) {
      const { heard } = await opened(bench);
      await bench.hub.setEnabled(false);
      await bench.until('the end of its link', () => heard.downs.length > 0);
      const { opening } = connecting(bench, await identityOf(bench));
      const refusal = await bench.passing(opening.catch((error: unknown) => error));
      assertClassified(refusal, ['refused']);
      await bench.hub.setEnabled(true);
      await reachesAnother(bench);
      assert.equal(heard.downs.length, 1);
    },
  },
];
