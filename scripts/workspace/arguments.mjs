import { existsSync } from 'node:fs';
import path from 'node:path';

const DURATION = /^\d+(\.\d+)?(ms|s|m|h)$/;
/** Extensions that may be left out, as `pnp start` has it. */
const EXTENSIONS = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * npm keeps options that stand before `--` to itself and passes on their values: a first argument that
 * is neither an option nor a module. Returns what to do instead; undefined when all is well.
 * @param {readonly string[]} args
 * @param {string} folder where a module is looked for
 */
export function swallowed(args, folder) {
  const [first] = args;
  if (first === undefined || first.startsWith('-') || isModule(first, folder)) return undefined;
  const what = DURATION.test(first) ? 'a duration without its option' : 'no module';
  const meant = DURATION.test(first) ? `--duration ${first}` : '--duration 3s';
  return `"${first}" is ${what}: put options after --: npm start -- ${meant}`;
}

function isModule(reference, folder) {
  const [module] = reference.split('#');
  return EXTENSIONS.some((extension) => existsSync(path.resolve(folder, module + extension)));
}
