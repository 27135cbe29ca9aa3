import type { Where } from '@iotpnp/core';

/** Why a text is no JSON, and where. The message quotes nothing of the text but one character. */
export class JsonFault extends Error {
  readonly place: Where;

  constructor(message: string, place: Where) {
    super(message);
    this.name = 'JsonFault';
    this.place = place;
  }
}

/** @throws {JsonFault} with line and column, counted from one. */
export function jsonContent(_file: string, text: string): unknown {
  const problem = faultOf(text);
  if (!problem) return JSON.parse(text) as unknown;
  const before = text.slice(0, offsetOf(problem, text)).split('\n');
  const place = { line: before.length, column: before.at(-1)!.length + 1 };
  throw new JsonFault(
    problem.replace(/(, (\.\.\.)?"[^]*)? is not valid JSON$| in JSON at.*$/, ''),
    place,
  );
}

function offsetOf(problem: string, text: string): number {
  const told = / at position (\d+)/.exec(problem)?.[1];
  if (told !== undefined) return Number(told);
  if (!isUnexpectedToken(problem)) return text.length;
  // Node quotes around such a token and does not say where it is: no shorter start of the text has it
  let [sound, faulty] = [0, text.length];
  while (faulty - sound > 1) {
    const middle = Math.floor((sound + faulty) / 2);
    if (isUnexpectedToken(faultOf(text.slice(0, middle)))) faulty = middle;
    else sound = middle;
  }
  return sound;
}

function isUnexpectedToken(problem: string | undefined): boolean {
  return problem?.startsWith('Unexpected token') ?? false;
}

function faultOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
