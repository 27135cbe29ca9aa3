import { statSync } from 'node:fs';
import path from 'node:path';

/** Extensions that may be left out on the command line. */
const EXTENSIONS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** The file a person means, who may leave out its extension. */
export function findModule(file: string): string | undefined {
  const candidates = [
    ...EXTENSIONS.map((extension) => file + extension),
    ...EXTENSIONS.slice(1).map((extension) => path.join(file, `index${extension}`)),
  ];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}
