import { expect, it } from 'vitest';
import { Room } from './room.js';

it('takes what fits, and counts nothing of what does not', () => {
  const room = new Room(10);
  expect(room.take(6)).toBe(true);
  expect(room.take(5)).toBe(false);
  expect(room.take(4)).toBe(true);
  expect(room.take(1)).toBe(false);
  expect(room.take(-3)).toBe(true);
  expect(room.take(3)).toBe(true);
});
