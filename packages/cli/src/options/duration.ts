import { parseDuration } from '@iotpnp/core';
import { cliError } from '../error-codes.js';

const WRITTEN = /^(\d+(?:\.\d+)?)(?:ms|s|m|h)$/;

/** What a duration has to be in, each written as on the command line. */
export interface DurationRange {
  readonly least: string;
  readonly most: string;
}

/** Reads the duration of an option, in milliseconds. */
export function durationOf(option: string, range?: DurationRange): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text);
    if (ms !== undefined) {
      if (range !== undefined) checkRange(option, text, { ms, ...range });
      return ms;
    }
    const { fault, hint } = faultOf(text);
    throw cliError('PNP_BAD_DURATION', `${option} ${fault}: ${JSON.stringify(text)}`, {
      hint,
      where: { key: option },
    });
  };
}

function checkRange(
  option: string,
  text: string,
  { ms, least, most }: DurationRange & { readonly ms: number },
): void {
  const isShort = ms < (parseDuration(least) ?? 0);
  if (!isShort && ms <= (parseDuration(most) ?? ms)) return;
  const fault = isShort ? 'is too short' : 'is too long';
  throw cliError('PNP_BAD_DURATION', `${option} ${fault}: ${JSON.stringify(text)}`, {
    hint: `write ${least} to ${most}`,
    where: { key: option },
  });
}

function faultOf(text: string): { fault: string; hint: string } {
  const amount = WRITTEN.exec(text)?.[1];
  if (amount === undefined) {
    return {
      fault: 'is no duration',
      hint: 'write a number and its unit, ms, s, m or h: 500ms, 10s, 5m, 1h',
    };
  }
  return Number(amount) === 0
    ? { fault: 'must be above zero', hint: 'write a longer time, or leave the option out' }
    : // what a timer can hold
      {
        fault: 'is too long: at most 24 days',
        hint: 'write 576h at most, or leave the option out',
      };
}
