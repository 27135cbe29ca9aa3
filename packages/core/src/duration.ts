const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
/** What a timer can hold: a longer one would fire at once. */
const MAX_MS = 2 ** 31 - 1;

/** Milliseconds of a text such as `'5s'` or `'1.5h'`, or of a number of milliseconds; undefined when it is neither or not positive. */
export function parseDuration(duration: unknown): number | undefined {
  const ms = typeof duration === 'string' ? textToMs(duration) : duration;
  return typeof ms === 'number' && ms > 0 && ms <= MAX_MS ? ms : undefined;
}

function textToMs(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Number(amount) * (UNITS_MS[unit] ?? Number.NaN);
}
