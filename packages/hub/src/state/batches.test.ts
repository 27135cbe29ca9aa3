import { beforeEach, expect, it } from 'vitest';
import { fillableJournal, type FillableJournal } from '../../test/fillable-journal.js';
import { hubError } from '../error-codes.js';
import { Batches } from './batches.js';
import { KeptMap } from './kept-map.js';

let journal: FillableJournal;
let batches: Batches;
let map: KeptMap<number>;

beforeEach(() => {
  journal = fillableJournal();
  journal.put('setting', 'a', 1);
  journal.writes.length = 0;
  batches = Batches.over(journal);
  map = new KeptMap(batches, 'setting');
});

it('all changes of a batch go in one write, in order', () => {
  const result = batches.together(() => {
    map.set('b', 2);
    batches.together(() => map.delete('a'));
    return 'done';
  });
  expect(result).toBe('done');
  expect(journal.writes).toEqual([
    [
      { kind: 'setting', key: 'b', record: 2 },
      { kind: 'setting', key: 'a' },
    ],
  ]);
  expect([...map.keys()]).toEqual(['b']);
});

it('a batch without a change writes nothing', () => {
  batches.together(() => map.get('a'));
  expect(journal.writes).toEqual([]);
});

it.each([
  ['the journal refuses it', () => (journal.isFull = true)],
  [
    'its work throws',
    () => {
      throw hubError('PNP_HUB_STATE_UNAVAILABLE', 'no');
    },
  ],
])('when %s, memory is as before and nobody is told', (_case, fail) => {
  let told = 0;
  const work = (): void => {
    map.set('a', 2);
    map.set('a', 3);
    map.set('b', 4);
    map.delete('a');
    batches.afterwards(() => (told += 1));
    fail();
  };
  expect(() => batches.together(work)).toThrow(
    expect.objectContaining({ code: 'PNP_HUB_STATE_UNAVAILABLE' }),
  );
  expect([map.get('a'), map.has('b'), told, journal.writes]).toEqual([1, false, 0, []]);
  journal.isFull = false;
  batches.together(() => map.set('c', 5));
  expect(journal.writes).toEqual([[{ kind: 'setting', key: 'c', record: 5 }]]);
});

it('a part that failed inside a batch is taken back alone', () => {
  const told: string[] = [];
  batches.together(() => {
    map.set('b', 2);
    batches.afterwards(() => told.push('whole'));
    const part = (): void => {
      map.set('b', 3);
      batches.afterwards(() => told.push('part'));
      throw new Error('no');
    };
    expect(() => batches.together(part)).toThrow('no');
  });
  expect(map.get('b')).toBe(2);
  expect(journal.writes).toEqual([[{ kind: 'setting', key: 'b', record: 2 }]]);
  expect(told).toEqual(['whole']);
});

it('what is to be done afterwards is done when all is kept, or at once', () => {
  const seen: unknown[] = [];
  batches.together(() => {
    map.set('b', 2);
    batches.afterwards(() => seen.push(journal.writes.length));
    expect(seen).toEqual([]);
  });
  batches.afterwards(() => seen.push('now'));
  expect(seen).toEqual([1, 'now']);
});

it('who share a journal share its batches', () => {
  expect(Batches.over(batches)).toBe(batches);
});
