import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Where } from '@iotpnp/core';

const FRAME = /^\s+at (?:.*? \()?(?:async )?((?:file:\/\/)?[^()\s][^()]*?):(\d+):(\d+)\)?$/;

/** In a workspace this package and its siblings lie outside node_modules. */
const SIBLINGS = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Where in the user's own code an exception came from: the topmost frame that belongs neither to Node
 * nor to a package. Source maps are on, so it is a line of the source. Undefined when no frame does.
 */
export function userFrame(error: unknown): Where | undefined {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return undefined;
  for (const text of error.stack.split('\n')) {
    const [, place, line, column] = FRAME.exec(text) ?? [];
    if (!place || place.startsWith('node:')) continue;
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (isPackage(file)) continue;
    return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}

function isPackage(file: string): boolean {
  if (/[\\/]node_modules[\\/]/.test(file)) return true;
  const [, part] = path.relative(SIBLINGS, file).split(path.sep);
  return file.startsWith(SIBLINGS) && (part === 'dist' || part === 'src');
}
