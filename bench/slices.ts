/** What one slice of work cost, per operation. */
export interface Cost {
  /** Microseconds of the machine's clock. */
  readonly wallUs: number;
  /** Microseconds of processor time, user and system, of this process. */
  readonly cpuUs: number;
}

/** Runs `operations` operations and tells what each cost. */
export async function slice(operations: number, run: () => Promise<void>): Promise<Cost> {
  globalThis.gc?.(); // what an earlier slice left is not this one's cost
  const cpu = process.cpuUsage();
  const began = performance.now();
  await run();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  return { wallUs: (wallMs * 1_000) / operations, cpuUs: (user + system) / operations };
}

/** The middle, and the ends. */
export function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const text = (value: number | undefined) => (value ?? Number.NaN).toFixed(2);
  return `${text(sorted[sorted.length >> 1])} (${text(sorted[0])} to ${text(sorted.at(-1))})`;
}

/** The end of a turn of the author's code: what was assigned in it is on its way. */
export const turnOver = Promise.resolve();
