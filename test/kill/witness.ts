import type { HubProcess } from './hub-process.js';

/** From one start of the hub to its end. */
export interface Run {
  readonly hub: HubProcess;
  /** Whether the hub was killed, or is about to be. */
  readonly isOver: boolean;
  /** Counts what the hub has acknowledged. */
  acknowledged(): void;
}

/** Changes one kind of state over the wire, notes what was acknowledged, and looks for it later. */
export interface Witness {
  /** Makes what it needs, before the first kill. */
  prepare(hub: HubProcess): Promise<void>;
  /** Changes something, until the run is over; fails when the hub goes, as it will. */
  write(run: Run): Promise<void>;
  /** Fails when anything is not there, or there in part. */
  check(hub: HubProcess): Promise<void>;
}

/** Whole numbers below a bound, the same each time for one seed. */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
