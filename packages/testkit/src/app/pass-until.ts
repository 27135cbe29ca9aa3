import { PnpError } from '@iotpnp/core';
import { settled, type FakeClock } from '../fake-clock.js';

const LONGEST_MS = 24 * 3_600_000;
const MOST_TIMERS = 20_000;
/** A look between two timers is taken so often: code that reads a file, say, needs some turns. */
const TURNS = 5;

export interface Awaited<T> {
  /** Undefined while it is not there yet. */
  readonly look: () => T | undefined;
  /** What is waited for, for the error: `an acknowledgment of targetTemperature`. */
  readonly what: string;
  /** What there is instead, for the error. */
  readonly instead: () => string;
}

/**
 * Lets virtual time pass, timer by timer, until something is there.
 * @throws {PnpError} `PNP_TEST_NOT_SEEN` when nothing is due any more, or after 24 virtual hours.
 */
export async function passUntil<T>(clock: FakeClock, awaited: Awaited<T>): Promise<T> {
  const end = clock.now() + LONGEST_MS;
  for (let timers = 0; ; timers++) {
    for (let turn = 0; turn < TURNS; turn++) {
      await settled();
      const found = awaited.look();
      if (found !== undefined) return found;
    }
    const [nextMs] = clock.waiting;
    if (nextMs === undefined) throw notSeen(awaited, 'and nothing is due any more');
    if (clock.now() + nextMs > end) throw notSeen(awaited, 'within 24 virtual hours');
    if (timers === MOST_TIMERS) throw notSeen(awaited, `within ${MOST_TIMERS} timers`);
    await clock.advance(nextMs);
  }
}

function notSeen({ what, instead }: Awaited<unknown>, when: string): PnpError {
  return new PnpError('PNP_TEST_NOT_SEEN', `${what} did not come, ${when}; ${instead()}`, {
    hint: 'check that the app does what the test waits for; code that waits must do so by the clock: sleep(clock, ms, signal), not setTimeout',
  });
}
