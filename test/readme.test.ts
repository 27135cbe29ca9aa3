import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { files, ROOT } from './support/repository.js';

const FENCE = /^```ts\n([\s\S]*?)^```$/gm;

it('the code in every README compiles', async () => {
  const folder = path.join(ROOT, 'node_modules/.cache/readme-code');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let count = 0;
  for (const file of files('.', '.md')) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    for (const [, code] of text.matchAll(FENCE)) {
      const name = `${file.replaceAll(/[^A-Za-z]+/g, '-')}-${++count}.ts`;
      writeFileSync(path.join(folder, name), `${code}\nexport {};\n`);
    }
  }
  const compilerOptions = { noEmit: true, composite: false, customConditions: ['iotpnp-source'] };
  const config = { extends: '../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe('');
  expect(count).toBeGreaterThan(5);
});

it('every link in a README leads to a file', () => {
  const broken = files('.', '.md').flatMap((file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(
      ([, link]) => link ?? '',
    );
    return links
      .filter((link) => !exists(path.join(ROOT, path.dirname(file), link)))
      .map((link) => `${file}: ${link}`);
  });
  expect(broken).toEqual([]);
});

function exists(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EISDIR';
  }
}
