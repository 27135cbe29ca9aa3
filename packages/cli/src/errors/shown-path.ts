import path from 'node:path';

/** A path as a person at `cwd` would write it: relative inside `cwd`, absolute elsewhere. */
export function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') || path.isAbsolute(relative) || relative === ''
    ? file
    : relative;
}
