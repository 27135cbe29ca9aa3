import { expect, it } from 'vitest';
import { wantsColour } from './terminal.js';

it.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ TERM: 'dumb' }, true, false],
])('%j, terminal %s: %s', (env, isTTY, expected) => {
  expect(wantsColour(env, { isTTY })).toBe(expected);
});
