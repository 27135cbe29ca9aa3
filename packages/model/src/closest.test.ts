import { expect, it } from 'vitest';
import { closest } from './closest.js';

const NAMES = ['boolean', 'date', 'dateTime', 'double', 'long'];

it.each([
  ['dobule', 'double'],
  ['datetime', 'dateTime'],
  ['Double', 'double'],
  ['lnog', 'long'],
])('takes %s for %s', (text, name) => {
  expect(closest(text, NAMES)).toBe(name);
});

it('names nothing when nothing is near', () => {
  expect(closest('Uint8Array', NAMES)).toBeUndefined();
});
