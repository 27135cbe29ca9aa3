import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../support/repository.js';

interface Arguments {
  readonly swallowed: (args: readonly string[], folder: string) => string | undefined;
}

const script = path.join(ROOT, 'scripts/start.mjs');
const checks = path.join(ROOT, 'scripts/workspace/arguments.mjs');
const EXAMPLE = path.join(ROOT, 'examples/temperature-controller');

it.each([
  [
    ['3s'],
    '"3s" is a duration without its option: put options after --: npm start -- --duration 3s',
  ],
  [['json'], '"json" is no module: put options after --: npm start -- --duration 3s'],
  [[], undefined],
  [['--duration', '3s'], undefined],
  [['package.json#Pump', '--verbose'], undefined],
])('npm start with %j left over', async (args, told) => {
  const { swallowed } = (await import(checks)) as Arguments;
  expect(swallowed(args, EXAMPLE)).toBe(told);
});

it('npm start --duration 3s ends at once with 1, telling how to write it', async () => {
  const run = promisify(execFile)(process.execPath, [script, '3s']);
  await expect(run).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/npm start -- --duration 3s\n$/) as string,
  });
});
