import { beforeEach, describe, expect, it } from 'vitest';
import type { Refusal } from './amqp-error.js';
import { PartitionOwners, type Reader } from './partition-owners.js';

const PLACE = 'hub/consumergroups/one/partitions/0';

let owners: PartitionOwners;
let ended: string[];

beforeEach(() => {
  owners = new PartitionOwners();
  ended = [];
});

function reader(name: string, ownerLevel?: number): Reader {
  return { ownerLevel, end: ({ condition }: Refusal) => ended.push(`${name} ${condition}`) };
}

describe('who reads a partition', () => {
  it('is one of five without a level, and another when one has left', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => reader(name));
    for (const each of five) expect(owners.enter(PLACE, each)).toBeUndefined();
    const sixth = reader('f');
    expect(owners.enter(PLACE, sixth)?.condition).toBe('amqp:resource-limit-exceeded');
    if (five[0] !== undefined) owners.leave(PLACE, five[0]);
    expect(owners.enter(PLACE, sixth)).toBeUndefined();
    expect(ended).toEqual([]);
  });

  it('is alone with a level, until a higher or the same takes its place', () => {
    owners.enter(PLACE, reader('none'));
    expect(owners.enter(PLACE, reader('one', 1))).toBeUndefined();
    expect(owners.enter(PLACE, reader('again', 1))).toBeUndefined();
    expect(owners.enter(PLACE, reader('zero', 0))?.condition).toBe('amqp:link:stolen');
    expect(owners.enter(PLACE, reader('none'))?.condition).toBe('amqp:link:stolen');
    expect(ended).toEqual(['none amqp:link:stolen', 'one amqp:link:stolen']);
  });

  it('is anybody again when who had a level has left', () => {
    const high = reader('high', 7);
    owners.enter(PLACE, reader('low', 1));
    owners.enter(PLACE, high);
    owners.leave(PLACE, high);
    expect(owners.enter(PLACE, reader('zero', 0))).toBeUndefined();
    expect(ended).toEqual(['low amqp:link:stolen']);
  });

  it('is asked for each consumer group apart', () => {
    owners.enter(PLACE, reader('one', 1));
    expect(owners.enter(PLACE.replace('one', 'two'), reader('two'))).toBeUndefined();
  });
});
