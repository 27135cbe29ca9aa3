import { FakeClock } from '@iotpnp/testkit';
import { expect, it } from 'vitest';
import { ChangeQueue } from './change-queue.js';

function queue() {
  const clock = new FakeClock(0);
  const abort = new AbortController();
  const changes = new ChangeQueue(clock);
  const taken: unknown[] = [];
  const next = () => changes.next(abort.signal).then((found) => taken.push(found));
  return { clock, abort, changes, taken, next };
}

it('changes are one when they follow each other closely', async () => {
  const { clock, changes, taken, next } = queue();
  const done = next();
  changes.add('a');
  await clock.advance(90);
  changes.add('b');
  await clock.advance(90);
  changes.add('a');
  await clock.advance(99);
  expect(taken).toEqual([]);
  await clock.advance(1);
  await done;
  expect(taken).toEqual([{ files: ['a', 'b'], since: 0 }]);
  expect(changes.isEmpty).toBe(true);
});

it('changes while nobody asked are told when somebody does', async () => {
  const { clock, changes, taken, next } = queue();
  await clock.advance(1_000);
  changes.add('a');
  await clock.advance(500);
  await next();
  expect(taken).toEqual([{ files: ['a'], since: 1_000 }]);
  expect(clock.waiting).toEqual([]);
});

it('an abort ends the waiting with nothing', async () => {
  const { clock, abort, changes, taken, next } = queue();
  const done = next();
  changes.add('a');
  await clock.advance(50);
  abort.abort();
  await done;
  expect(taken).toEqual([undefined]);
  expect(clock.waiting).toEqual([]);
});

it('a fault of whoever watches is told to whoever waits, and to the next', async () => {
  const { changes, next } = queue();
  const waiting = next();
  changes.fail(new Error('no more watches'));
  await expect(waiting).rejects.toThrow('no more watches');
  await expect(next()).rejects.toThrow('no more watches');
});
