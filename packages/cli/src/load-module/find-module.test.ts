import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findModule } from './find-module.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-find-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}

it('supplies an extension or an index that was left out', () => {
  const file = write('src/pump.ts');
  const index = write('src/plant/index.js');
  expect(findModule(file)).toBe(file);
  expect(findModule(path.join(folder, 'src/pump'))).toBe(file);
  expect(findModule(path.join(folder, 'src/plant'))).toBe(index);
  expect(findModule(path.join(folder, 'src/valve'))).toBeUndefined();
});
