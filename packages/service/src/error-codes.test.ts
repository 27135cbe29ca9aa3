import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SERVICE_ERRORS } from './error-codes.js';

const here = new URL('.', import.meta.url);
const sources = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .filter((file) => !file.endsWith('error-codes.ts'))
  .map((file) => readFileSync(new URL(file, here), 'utf8'));
const readme = readFileSync(new URL('../README.md', here), 'utf8');

const codesIn = (text: string): string[] => [
  ...new Set(text.match(/(?<=['`])PNP_SERVICE_[A-Z_]+(?=['`])/g)),
];

it('lists exactly the codes that the sources use', () => {
  expect(codesIn(sources.join('\n')).toSorted()).toEqual(Object.keys(SERVICE_ERRORS).toSorted());
});

it('has each code in the README', () => {
  expect(codesIn(readme).toSorted()).toEqual(Object.keys(SERVICE_ERRORS).toSorted());
});
