import { describe, expect, it } from 'vitest';
import { EventFeed } from './event-feed.js';

const every = (item: number): number => item;

async function read<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('a stream of the feed', () => {
  it('holds what came before its first next()', async () => {
    const feed = new EventFeed<number>();
    const stream = feed.open(every);
    feed.publish(1);
    feed.publish(2);
    feed.close();
    expect(await read(stream)).toEqual([1, 2]);
  });

  it('answers a next() that was asked before', async () => {
    const feed = new EventFeed<number>();
    const stream = feed.open(every);
    const next = stream.next();
    feed.publish(7);
    expect(await next).toEqual({ done: false, value: 7 });
  });

  it('holds only what was selected', async () => {
    const feed = new EventFeed<number>();
    const even = feed.open((item) => (item % 2 === 0 ? `${item}` : undefined));
    for (const item of [1, 2, 3, 4]) feed.publish(item);
    feed.close();
    expect(await read(even)).toEqual(['2', '4']);
  });

  it('ends at once when its signal is aborted, and lets the signal go', async () => {
    const feed = new EventFeed<number>();
    const aborter = new AbortController();
    const stream = feed.open(every, aborter.signal);
    const waiting = stream.next();
    aborter.abort();
    feed.publish(1);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await read(stream)).toEqual([]);
    expect(await read(feed.open(every, aborter.signal))).toEqual([]);
  });

  it('ends when its loop is left', async () => {
    const feed = new EventFeed<number>();
    const stream = feed.open(every);
    feed.publish(1);
    feed.publish(2);
    for await (const item of stream) if (item === 1) break;
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('is empty when opened after the end', async () => {
    const feed = new EventFeed<number>();
    feed.close();
    expect(await read(feed.open(every))).toEqual([]);
  });

  it('ends with an error after the items that fitted, and frees the others', async () => {
    const feed = new EventFeed<number>();
    const slow = feed.open(every);
    const other = feed.open((item) => (item === 10_000 ? item : undefined));
    for (let item = 0; item <= 10_000; item += 1) feed.publish(item);
    const items: number[] = [];
    await expect(async () => {
      for await (const item of slow) items.push(item);
    }).rejects.toMatchObject({ code: 'PNP_HUB_READER_TOO_SLOW' });
    expect(items).toHaveLength(10_000);
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    expect(await other.next()).toEqual({ done: false, value: 10_000 });
  });
});
