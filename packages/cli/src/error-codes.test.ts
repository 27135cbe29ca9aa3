import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLI_ERRORS } from './error-codes.js';

it('the readme lists every code with its sentence', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(PNP_[A-Z_]+)`\s*\| (.*?)\s*\|$/gm)];
  expect(Object.fromEntries(rows.map(([, code, text]) => [code, text]))).toEqual(CLI_ERRORS);
});
