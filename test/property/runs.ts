import type { Parameters } from 'fast-check';

// CI tries the same cases each time, so that a red build is about the change that is in it. A longer
// campaign (`npm run soak`) has more cases, and others each time.

const MULTIPLIER = Number(process.env['IOTPNP_PROPERTY_RUNS'] ?? 1);
const SEED = Number(process.env['IOTPNP_PROPERTY_SEED'] ?? 20_260_101);
const TIMEOUT_MS = 180_000;

/** So many cases, as often as `IOTPNP_PROPERTY_RUNS` says, from the seed `IOTPNP_PROPERTY_SEED`. */
export function runs(base: number): Parameters<unknown> {
  const numRuns = Math.max(1, Math.round(base * MULTIPLIER));
  return { numRuns, seed: SEED };
}

/** How long a test of so many cases may take, in milliseconds. */
export const TIME = { timeout: TIMEOUT_MS * Math.max(1, MULTIPLIER) };
