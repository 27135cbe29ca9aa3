import type { Json } from '@iotpnp/core';
import { cliError } from '../error-codes.js';

/** What begins like JSON has to be some; anything else that is none is a text. */
export function jsonOrText(text: string, key: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    if (!/^\s*[[{"]/.test(text)) return text;
    throw cliError('PNP_BAD_JSON', `this is no JSON: ${JSON.stringify(text)}`, {
      hint: `${reasonOf(cause)}; in a shell, put single quotes around it`,
      where: { key },
      cause,
    });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split(/, "| in JSON/)[0] ?? '') : '';
}
