import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../support/repository.js';

const readme = readFileSync(path.join(ROOT, 'packages/hub/README.md'), 'utf8');
const ROWS = [
  ...readme.matchAll(/^\| `((?:@azure\/|azure-)[a-z-]+)`[^|]*\| (\d+\.\d+\.\d+) +\|/gmu),
];

it.each(ROWS.map(([, name = '', version]) => [name, version]))(
  'the table of clients says which version of %s was run',
  (name, version) => {
    const file = path.join(ROOT, 'node_modules', name, 'package.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ name, version });
  },
);

it('has them all', () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(10);
});
