import { describe, expect, it } from 'vitest';
import { pageOf, type Item, type Listing } from './pages.js';

const LISTING = { what: 'all', itemType: 'Raw' } as const;

function itemsOf(keys: string): readonly Item[] {
  return keys.split('').map((key) => ({ key, row: { key } }));
}

function ask(keys: string, continuation?: string, listing: Listing = LISTING, size = 2) {
  const answer = pageOf(itemsOf(keys), listing, { size, continuation });
  if (answer === undefined) return undefined;
  const rows = JSON.parse(answer.body ?? '') as { readonly key: string }[];
  return {
    keys: rows.map(({ key }) => key).join(''),
    next: answer.headers?.['x-ms-continuation'],
  };
}

describe('pages', () => {
  it('are all there is, in the order of keys, and the last names no next', () => {
    const first = ask('cabed');
    const second = ask('cabed', first?.next);
    const third = ask('cabed', second?.next);
    expect([first?.keys, second?.keys, third?.keys]).toEqual(['ab', 'cd', 'e']);
    expect(third?.next).toBeUndefined();
    expect(ask('')).toEqual({ keys: '', next: undefined });
  });

  it.each([
    ['a row of the last page', 'bcde', 'cd'],
    ['the last row of it', 'acde', 'cd'],
    ['all of it', 'cde', 'cd'],
    ['what comes next', 'abde', 'de'],
    ['all that comes', 'ab', ''],
  ])('leave nothing out when %s is removed', (_what, left, next) => {
    expect(ask(left, ask('abcde')?.next)?.keys).toBe(next);
  });

  it('keep an order that says something', () => {
    const listing = { ...LISTING, isOrdered: true };
    const first = ask('edcba', undefined, listing);
    expect(first?.keys).toBe('ed');
    expect(ask('dcba', first?.next, listing)?.keys).toBe('cb');
    expect(ask('ecba', first?.next, listing)?.keys).toBe('cb');
  });

  it.each(['', 'bm90aGluZw==', 'e30='])('take no continuation that is none: %j', (token) => {
    expect(ask('abc', token)?.keys).toBe(token === '' ? 'ab' : undefined);
    const other = ask('abc', undefined, { ...LISTING, what: 'other' });
    expect(ask('abc', other?.next)).toBeUndefined();
  });
});
