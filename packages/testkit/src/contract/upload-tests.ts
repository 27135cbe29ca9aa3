import assert from 'node:assert/strict';
import type { ContractBench } from './contract-bench.js';
import type { ContractTest } from './contract-test.js';
import { Plain } from './rows/modules-devices.js';

const needs = ['upload'] as const;
/** More than the largest piece that storages take at once (4 MB). */
const LARGE_BYTES = 5 * 1_024 * 1_024;

async function* pieces(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part;
}

/** The one file that has arrived. */
function file(bench: ContractBench, name: string): Promise<Buffer> {
  return bench.until(`the file ${name}`, () => {
    const found = bench.hub.files?.find((each) => each.name === name);
    return found && Buffer.from(found.content);
  });
}

/** Files on their way to the storage of the hub. */
export const uploadTests: readonly ContractTest[] = [
  {
    name: 'uploads: a stream arrives whole, whatever the size of its pieces',
    needs,
    async run(bench) {
      const session = await bench.start(new Plain());
      const large = new Uint8Array(LARGE_BYTES).map((_, at) => at % 251);
      const parts = [new Uint8Array([1]), new Uint8Array(), large, new Uint8Array([2, 3])];
      await session.upload('logs/today.bin', pieces(...parts));
      const content = await file(bench, 'logs/today.bin');
      assert.ok(content.equals(Buffer.concat(parts)), 'it is another file');
    },
  },
  {
    name: 'uploads: a text arrives as UTF-8, bytes as they are, nothing as an empty file',
    needs,
    async run(bench) {
      const session = await bench.start(new Plain());
      await session.upload('a.txt', 'größer');
      await session.upload('b.bin', new Uint8Array([0, 255]));
      await session.upload('c.bin', pieces());
      assert.equal((await file(bench, 'a.txt')).toString('utf8'), 'größer');
      assert.deepEqual([...(await file(bench, 'b.bin'))], [0, 255]);
      assert.equal((await file(bench, 'c.bin')).length, 0);
    },
  },
  {
    name: 'uploads: a stream that breaks, or is aborted, leaves no file',
    needs,
    async run(bench) {
      const session = await bench.start(new Plain());
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array([1]);
        throw new Error('the card was removed');
      }
      await assert.rejects(session.upload('broken.bin', broken()), {
        code: 'PNP_UPLOAD_FAILED',
        message: /the card was removed/,
      });
      const controller = new AbortController();
      const { signal } = controller;
      async function* endless(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array([1]);
        controller.abort(new Error('the test has enough'));
        yield new Uint8Array([2]);
      }
      await assert.rejects(session.upload('endless.bin', endless(), { signal }));
      await session.upload('after.txt', 'it');
      await file(bench, 'after.txt');
      assert.deepEqual(
        bench.hub.files?.map(({ name }) => name),
        ['after.txt'],
      );
    },
  },
];
