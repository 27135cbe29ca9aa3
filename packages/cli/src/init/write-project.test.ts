import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseOccupied, writeProject } from './write-project.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pnp-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = [
  { path: 'package.json', text: '{}\n' },
  { path: 'src/pump.ts', text: 'export {};\n' },
];

describe('a folder for a new project', () => {
  it('may be absent, empty, or hold no more than a repository', () => {
    refuseOccupied(path.join(folder, 'not/there'));
    refuseOccupied(folder);
    mkdirSync(path.join(folder, '.git'));
    refuseOccupied(folder);
  });

  it('is refused with anything else in it, which is listed', () => {
    for (const name of ['b.txt', 'a.txt']) writeFileSync(path.join(folder, name), '');
    expect(() => refuseOccupied(folder)).toThrow(/not empty[^]*- a\.txt\n- b\.txt$/);
  });

  it('lists no more than anybody reads', () => {
    for (let at = 0; at < 25; at += 1) writeFileSync(path.join(folder, `${at}`), '');
    expect(() => refuseOccupied(folder)).toThrow(/- and 15 more$/);
  });

  it('that is a file is told as such', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(() => refuseOccupied(file)).toThrow('cannot be written here: ENOTDIR');
    expect(() => writeProject(file, files)).toThrow('cannot be written here');
  });
});

describe('writing a project', () => {
  it('makes folders, and keeps what is there as it is', () => {
    writeFileSync(path.join(folder, 'package.json'), 'mine');
    expect(writeProject(folder, files)).toEqual({
      written: ['src/pump.ts'],
      kept: ['package.json'],
    });
    expect(readFileSync(path.join(folder, 'package.json'), 'utf8')).toBe('mine');
    expect(existsSync(path.join(folder, 'src/pump.ts'))).toBe(true);
  });

  it('stops at a file that stands where a folder should be', () => {
    writeFileSync(path.join(folder, 'src'), '');
    expect(() => writeProject(folder, files)).toThrow('cannot be written here');
  });
});
