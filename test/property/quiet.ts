import { settled, type FakeClock } from '@iotpnp/testkit';

/** Lets virtual time pass until nothing is due any more. */
export async function quiet(clock: FakeClock): Promise<void> {
  for (;;) {
    await settled();
    const [nextMs] = clock.waiting;
    if (nextMs === undefined) return;
    await clock.advance(nextMs);
  }
}
