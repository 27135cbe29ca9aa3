import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Where } from '@iotpnp/core';

const AROUND = 2;

/** The lines around a place in source code, the place marked; undefined where there is nothing to show. */
export function codeFrame({ file, line, column }: Where): string | undefined {
  if (!file || !line || !isCode(file)) return undefined;
  const lines = read(file)?.split(/\r?\n/);
  if (!lines || line > lines.length) return undefined;
  const first = Math.max(1, line - AROUND);
  const shown = lines.slice(first - 1, line + AROUND);
  const width = String(first + shown.length - 1).length;
  return shown
    .flatMap((text, index) => {
      const number = first + index;
      const gutter = String(number).padStart(width);
      if (number !== line) return [`  ${gutter} | ${text}`.trimEnd()];
      const marker = column ? [`  ${' '.repeat(width)} | ${caret(text, column)}`] : [];
      return [`> ${gutter} | ${text}`, ...marker];
    })
    .join('\n');
}

/** A config may hold keys: its lines are not shown. */
function isCode(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file) && !path.basename(file).startsWith('pnp.config.');
}

function caret(text: string, column: number): string {
  // tabs are kept, so that the caret stands under its column however wide they are
  return `${text.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // the place is told all the same, without its lines
  }
}
