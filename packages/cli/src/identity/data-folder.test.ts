import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultDataFolder } from './data-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("is .pnp/hub in the device's package, hidden from git", () => {
  writeFileSync(path.join(folder, 'package.json'), '{}');
  mkdirSync(path.join(folder, 'src'));
  expect(defaultDataFolder(path.join(folder, 'src/pump.ts'))).toBe(path.join(folder, '.pnp/hub'));
  expect(readFileSync(path.join(folder, '.pnp/.gitignore'), 'utf8')).toBe('*\n');
});

it('is a coded error where it cannot be made', () => {
  writeFileSync(path.join(folder, 'package.json'), '{}');
  writeFileSync(path.join(folder, '.pnp'), 'a file in its place');
  expect(() => defaultDataFolder(path.join(folder, 'pump.ts'))).toThrow(/cannot be written/);
});
