import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LateFlush } from './late-flush.js';

/** What cannot be flushed, and says so when it is. */
const UNFLUSHABLE = '/dev/null';

describe.runIf(process.platform === 'linux')('a late flush', () => {
  let flush: LateFlush;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    flush = await LateFlush.of(UNFLUSHABLE);
  });

  afterEach(() => vi.useRealTimers());

  it('comes a second after the first change, and its failure stays', async () => {
    flush.changed();
    vi.advanceTimersByTime(999);
    flush.changed();
    expect([flush.failure, vi.getTimerCount()]).toEqual([undefined, 1]);
    vi.advanceTimersByTime(1);
    while (flush.failure === undefined) await new Promise(setImmediate);
    const { failure } = flush;
    expect(failure).toMatchObject({ code: 'EINVAL' });
    flush.changed();
    expect(vi.getTimerCount()).toBe(1);
    await flush.close();
    expect(flush.failure).toBe(failure);
  });

  it('comes when it is closed, and leaves no timer', async () => {
    flush.changed();
    await flush.close();
    expect(flush.failure).toMatchObject({ code: 'EINVAL' });
    expect(vi.getTimerCount()).toBe(0);
  });
});
