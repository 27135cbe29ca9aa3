import type { PnpError } from '@iotpnp/core';
import { expect, it } from 'vitest';
import { durationOf } from './duration.js';

const read = durationOf('--duration');

it.each([
  ['500ms', 500],
  ['1.5m', 90_000],
  ['576h', 2_073_600_000],
])('%s is %d ms', (text, ms) => {
  expect(read(text)).toBe(ms);
});

it.each([
  ['4999ms', 'is too short'],
  ['301s', 'is too long'],
])('%s of 5s to 5m %s', (text, fault) => {
  const within = durationOf('--timeout', { least: '5s', most: '5m' });
  expect(() => within(text)).toThrow(
    expect.objectContaining({
      code: 'PNP_BAD_DURATION',
      message: `--timeout ${fault}: "${text}"`,
      hint: 'write 5s to 5m',
    }) as Error,
  );
  expect([within('5s'), within('5m')]).toEqual([5_000, 300_000]);
});

it.each([
  ['0s', 'must be above zero', 'longer'],
  ['999999h', 'is too long: at most 24 days', '576h'],
  ['1d', 'is no duration', 'ms, s, m or h'],
  ['-1s', 'is no duration', 'ms, s, m or h'],
  ['10', 'is no duration', 'ms, s, m or h'],
])('%s %s', (text, fault, remedy) => {
  let error: PnpError | undefined;
  try {
    read(text);
  } catch (caught) {
    error = caught as PnpError;
  }
  expect(error).toMatchObject({ code: 'PNP_BAD_DURATION', where: { key: '--duration' } });
  expect(error?.message).toBe(`--duration ${fault}: "${text}"`);
  expect(error?.hint).toContain(remedy);
});
