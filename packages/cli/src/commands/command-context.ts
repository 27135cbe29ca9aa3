import type { StartContext } from './start.js';

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What every command gets of the process it runs in. */
export interface CommandContext extends StartContext {
  readonly stderr: Output;
  /** What the process ends with when the command is done and nothing failed. */
  readonly exitWith: (code: number) => void;
  /** Signals are heard beside the request to stop. */
  readonly process: Pick<NodeJS.Process, 'on' | 'once' | 'off'>;
}

/** Prints a line of a result, which a script may read. */
export function print({ stdout }: CommandContext, text: string): void {
  stdout.write(`${text}\n`);
}

/** Tells a person something that is no part of the result. */
export function tell({ stderr }: CommandContext, text: string): void {
  if (stderr.isTTY === true) stderr.write(`${text}\n`);
}
