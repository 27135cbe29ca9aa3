import { parseDuration } from '@iotpnp/core';
import { cliError } from '../error-codes.js';

/** Reads the duration of an option, in milliseconds. */
export function durationOf(option: string): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text);
    if (ms !== undefined) return ms;
    throw cliError('PNP_BAD_DURATION', `${option} is no duration: ${JSON.stringify(text)}`, {
      hint: 'write a number and its unit: 500ms, 10s, 5m, 1h',
      where: { key: option },
    });
  };
}
