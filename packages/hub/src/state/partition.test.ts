import { beforeEach, describe, expect, it } from 'vitest';
import { Partition, type After, type Kept } from './partition.js';

let partition: Partition<string>;

beforeEach(() => {
  partition = new Partition({ maxMessages: 5, maxBytes: 1000 });
});

/** `a` to `e`, of 10 bytes each, a second apart from 1000 on. */
function fill(): void {
  for (const [index, message] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    partition.append(message, 10, 1000 + index * 1000);
  }
}

/** All that a reader gets that begins at a position. */
function from(position: After | 'latest'): string {
  let text = '';
  let next = partition.begin(position);
  for (let kept = partition.read(next); kept !== undefined; kept = partition.read(next)) {
    text += kept.message;
    next = kept.sequenceNumber + 1;
  }
  return text;
}

describe('a partition', () => {
  it.each<[After['by'], number, boolean, string]>([
    ['offset', -1, false, 'abcde'],
    ['offset', 0, false, 'bcde'],
    ['offset', 0, true, 'abcde'],
    ['offset', 15, true, 'cde'],
    ['offset', 40, false, ''],
    ['sequence-number', -1, false, 'abcde'],
    ['sequence-number', 2, false, 'de'],
    ['sequence-number', 2, true, 'cde'],
    ['sequence-number', 99, true, ''],
    ['enqueued-time', 0, false, 'abcde'],
    ['enqueued-time', 3000, false, 'de'],
    ['enqueued-time', 3000, true, 'cde'],
    ['enqueued-time', 2999, false, 'cde'],
  ])('read by %s from %d, that included: %s, begins at "%s"', (by, value, inclusive, expected) => {
    fill();
    expect(from({ by, value, inclusive })).toBe(expected);
  });

  it('read from the latest gives what comes then', () => {
    fill();
    const next = partition.begin('latest');
    expect(partition.read(next)).toBeUndefined();
    partition.append('f', 10, 6000);
    expect(partition.read(next)).toMatchObject({ message: 'f', sequenceNumber: 5, offset: 50 });
  });

  it('keeps so many messages, the latest, and numbers go on', () => {
    fill();
    for (const message of 'fgh') partition.append(message, 10, 6000);
    expect(from({ by: 'sequence-number', value: 0, inclusive: true })).toBe('defgh');
    expect(partition.beginSequenceNumber).toBe(3);
    expect(partition.last).toMatchObject({ sequenceNumber: 7, offset: 70 });
  });

  it('keeps so many bytes', () => {
    fill();
    partition.append('f', 975, 6000);
    expect(from('latest')).toBe('');
    expect(from({ by: 'offset', value: -1, inclusive: false })).toBe('def');
  });

  it('keeps nothing that is too large for it alone', () => {
    fill();
    partition.append('f', 1001, 6000);
    expect(partition.isEmpty).toBe(true);
    expect(partition.beginSequenceNumber).toBe(6);
  });

  it('knows the place of its last message also when that is gone', () => {
    expect([partition.last, partition.isEmpty]).toEqual([undefined, true]);
    fill();
    expect(partition.isEmpty).toBe(false);
    partition.append('f', 1001, 6000);
    expect(partition.last).toEqual({ sequenceNumber: 5, offset: 50, enqueuedTime: 6000 });
  });

  it('finds all positions again after many were dropped', () => {
    for (let number = 0; number < 1000; number += 1) partition.append(String(number), 1, number);
    const found = (by: After['by']): Kept<string> | undefined =>
      partition.read(partition.begin({ by, value: 997, inclusive: true }));
    const last = { message: '997', sequenceNumber: 997, offset: 997, enqueuedTime: 997 };
    for (const by of ['offset', 'sequence-number', 'enqueued-time'] as const) {
      expect(found(by)).toMatchObject(last);
    }
    expect(partition.read(3)).toMatchObject({ sequenceNumber: 995 });
  });

  it('tells of each message, until the listener is removed', () => {
    let told = 0;
    const remove = partition.onAppended(() => (told += 1));
    fill();
    remove();
    fill();
    expect(told).toBe(5);
  });
});
