import type { PnpError } from '@iotpnp/model';
import { describe, expect, it } from 'vitest';
import { serviceError, type ServiceErrorCode } from './error-codes.js';
import { openReading } from './open-reading.js';
import type { Attachment, Reading, Sink } from './reading.js';

/** Something to read that is lost, refused and fed by hand; every wait is over at once, and told. */
function source(refusals: readonly ServiceErrorCode[] = []) {
  const left = [...refusals];
  const waits: number[] = [];
  const sinks: Sink<number>[] = [];
  const ends: ((error: PnpError) => void)[] = [];
  let closed = 0;
  const attach = async (sink: Sink<number>): Promise<Attachment> => {
    const refusal = sinks.length === 0 ? undefined : left.shift();
    if (refusal !== undefined) throw serviceError(refusal, 'refused');
    sinks.push(sink);
    const ended = new Promise<PnpError>((resolve) => ends.push(resolve));
    return { ended, close: () => void (closed += 1) };
  };
  const clock = {
    now: () => 0,
    after: (ms: number, run: () => void) => {
      waits.push(ms);
      setImmediate(run);
      return () => {};
    },
  };
  const told: string[] = [];
  const tell = (message: string): void => void told.push(message);
  const log = { debug: tell, warn: tell };
  const reading: Reading<number> = openReading({
    attach,
    signals: [],
    clock,
    log,
    what: 'numbers',
  });
  return {
    reading,
    waits,
    told,
    closed: () => closed,
    attached: () => sinks.length,
    push: (value: number, taken = () => {}) => sinks.at(-1)?.(value, taken),
    lose: (code: ServiceErrorCode) => ends.at(-1)?.(serviceError(code, 'lost')),
  };
}

describe('a reading', () => {
  it('gives items in their order, and says of each when it was taken', async () => {
    const { reading, push } = source();
    await reading.open();
    const taken: number[] = [];
    for (const value of [1, 2]) push(value, () => taken.push(value));
    expect(taken).toEqual([]);
    expect(await reading.next()).toEqual({ done: false, value: 1 });
    expect(taken).toEqual([1]);
    expect(await reading.next()).toEqual({ done: false, value: 2 });
    const third = reading.next();
    push(3, () => taken.push(3));
    expect(await third).toEqual({ done: false, value: 3 });
    expect(taken).toEqual([1, 2, 3]);
  });

  it('is attached again after a loss that passes, each time later, up to half a minute', async () => {
    const refusals = Array.from({ length: 7 }, () => 'PNP_SERVICE_UNREACHABLE' as const);
    const { reading, push, lose, waits, attached, told } = source(refusals);
    await reading.open();
    expect(told).toEqual([]);
    lose('PNP_SERVICE_UNAVAILABLE');
    const next = reading.next();
    await expect.poll(attached).toBe(2);
    expect(told).toEqual([...Array.from({ length: 8 }, () => 'reading again'), 'reads again']);
    push(4);
    expect(await next).toEqual({ done: false, value: 4 });
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('ends with a loss that does not pass, once all that came before was read', async () => {
    const { reading, push, lose, closed } = source();
    await reading.open();
    push(1);
    lose('PNP_SERVICE_UNAUTHORIZED');
    await expect.poll(closed).toBeGreaterThan(0);
    expect(await reading.next()).toEqual({ done: false, value: 1 });
    await expect(reading.next()).rejects.toThrow('lost');
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });

  it('ends with a refusal when it is attached again', async () => {
    const { reading, lose } = source(['PNP_SERVICE_UNAUTHORIZED']);
    await reading.open();
    const next = reading.next();
    lose('PNP_SERVICE_UNREACHABLE');
    await expect(next).rejects.toThrow('refused');
  });

  it('closes what it is attached to when it is left', async () => {
    const { reading, push, closed } = source();
    await reading.open();
    push(1);
    for await (const value of reading) {
      expect(value).toBe(1);
      break;
    }
    expect(closed()).toBe(1);
    await expect(reading.open()).resolves.toBeUndefined();
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });
});
