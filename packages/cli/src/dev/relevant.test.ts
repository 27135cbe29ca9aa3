import { describe, expect, it } from 'vitest';
import { isRelevant, isSkipped } from './relevant.js';

const known = { files: new Set(['/app/data/table.json', '/app/dist/made.js']), failed: false };

describe('a changed file', () => {
  it.each([
    '/app/src/pump.ts',
    '/app/src/old.cjs',
    '/app/src/view.tsx',
    '/app/pnp.config.yaml',
    '/app/.pnprc',
    '/app/.pnprc.json',
    '/app/data/table.json',
    '/app/dist/made.js',
  ])('%s matters', (file) => expect(isRelevant(file, known)).toBe(true));

  it.each([
    '/app/src/pump.test.ts',
    '/app/src/pump.spec.js',
    '/app/data/other.json',
    '/app/package.json',
    '/app/README.md',
    '/app/src/pump.ts~',
  ])('%s does not', (file) => expect(isRelevant(file, known)).toBe(false));

  it('that is data matters where the device could not be run', () => {
    const failed = { ...known, failed: true };
    expect(isRelevant('/app/package.json', failed)).toBe(true);
    expect(isRelevant('/app/data/other.yml', failed)).toBe(true);
    expect(isRelevant('/app/README.md', failed)).toBe(false);
  });
});

it.each([
  ['node_modules', true],
  ['dist', true],
  ['coverage', true],
  ['.git', true],
  ['.pnp', true],
  ['.pnp-12-ab.mjs', true],
  ['.pnprc', false],
  ['src', false],
])('%s is left alone: %s', (name, skipped) => expect(isSkipped(name)).toBe(skipped));
