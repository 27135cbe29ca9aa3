import type { Session } from '@iotpnp/core';
import type { ContractBench } from '../contract-bench.js';

/** What is answered to a desired value that was accepted. */
export function applied<T>(value: T, av: number) {
  return { value, ac: 200, av, ad: 'applied' };
}

/** What is answered when a desired value is gone. */
export function reset<T>(value: T, av: number) {
  return { value, ac: 200, av, ad: 'reset to the default value' };
}

/** What is reported at the start of a value that nobody desired. */
export function initial<T>(value: T, ac = 200) {
  return { value, ac, av: 0, ad: 'reported default value' };
}

/** What is reported of a value that the device assigned. */
export function byDevice<T>(value: T, ac = 200) {
  return { value, ac, av: 0, ad: 'set by the device' };
}

/** Runs an app; what it reports at the start is given out by the bench no more. */
export async function running<T extends object>(
  bench: ContractBench,
  app: T,
): Promise<{ readonly app: T; readonly session: Session }> {
  const session = await bench.start(app);
  await bench.settled(session);
  return { app, session };
}
