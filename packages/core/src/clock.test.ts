import { expect, it } from 'vitest';
import { systemClock } from './clock.js';

it('a delay longer than a timer can hold does not fire at once', async () => {
  let fired = false;
  const cancel = systemClock.after(2 ** 40, () => {
    fired = true;
  });
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  cancel();
  expect(fired).toBe(false);
});
