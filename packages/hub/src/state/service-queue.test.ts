import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/fake-clock.js';
import { fillableJournal } from '../../test/fillable-journal.js';
import type { RecordKind } from './journal.js';
import { ServiceQueue } from './service-queue.js';

let clock: FakeClock;
let queue: ServiceQueue<string>;

beforeEach(() => {
  clock = new FakeClock();
  queue = new ServiceQueue(clock);
});

function take(max = 64): readonly string[] | undefined {
  return queue.take(max)?.items;
}

describe('a queue for back ends', () => {
  it('gives what waits in order, and none of it twice', () => {
    for (const item of ['a', 'b', 'c']) queue.add(item);
    expect(take(2)).toEqual(['a', 'b']);
    expect(take()).toEqual(['c']);
    expect(take()).toBeUndefined();
  });

  it('gives again, first, what its receiver has released', () => {
    queue.add('a');
    queue.add('b');
    const batch = queue.take(1);
    batch?.release();
    batch?.release();
    expect(take()).toEqual(['a', 'b']);
  });

  it('gives again what its receiver has not settled within a minute', () => {
    queue.add('a');
    const batch = queue.take(1);
    clock.advance(59_999);
    expect(take()).toBeUndefined();
    clock.advance(1);
    expect(take()).toEqual(['a']);
    batch?.complete();
    clock.advance(60_000);
    expect(take()).toEqual(['a']);
  });

  it('is done with what was completed', () => {
    queue.add('a');
    const batch = queue.take(1);
    batch?.complete();
    batch?.release();
    clock.advance(60_000);
    expect(take()).toBeUndefined();
    expect(clock.armed).toBe(0);
  });

  it('gives nothing more than ten times', () => {
    queue.add('a');
    for (let times = 0; times < 10; times += 1) {
      const batch = queue.take(1);
      expect(batch?.items).toEqual(['a']);
      batch?.release();
    }
    expect(take()).toBeUndefined();
  });

  it('keeps for an hour', () => {
    queue.add('a');
    clock.advance(3_599_999);
    queue.add('b');
    clock.advance(1);
    expect(take()).toEqual(['b']);
  });

  it('keeps 10,000, the latest', () => {
    for (let number = 0; number < 10_002; number += 1) queue.add(String(number));
    expect(take(20_000)).toHaveLength(10_000);
    queue.add('a');
    expect(take()).toEqual(['a']);
  });

  it('tells when there is something, until the listener is removed', () => {
    let told = 0;
    const remove = queue.onWaiting(() => (told += 1));
    queue.add('a');
    queue.take(1)?.release();
    expect(told).toBe(2);
    remove();
    queue.add('b');
    expect(told).toBe(2);
  });

  it('leaves no timer behind', () => {
    queue.add('a');
    queue.take(1);
    queue.close();
    expect(clock.armed).toBe(0);
  });

  it('that is kept goes on in order, whatever order it is read in', () => {
    const journal = fillableJournal();
    const backwards = {
      ...journal,
      entries: (kind: RecordKind) => [...journal.entries(kind)].toReversed(),
    };
    const started = (): ServiceQueue<string> =>
      new ServiceQueue(clock, { journal: backwards, kind: 'feedback' });
    const first = started();
    for (const item of ['a', 'b', 'c']) first.add(item);
    started().add('d');
    expect(started().take(64)?.items).toEqual(['a', 'b', 'c', 'd']);
  });
});
