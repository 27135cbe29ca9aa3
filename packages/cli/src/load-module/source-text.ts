import type { Where } from '@iotpnp/core';

/** Line and column of an offset, counted from one. */
export function position(text: string, offset: number): Where {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** A text to be found as it is by a regular expression. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
