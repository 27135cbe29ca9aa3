import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { files, ROOT } from '../support/repository.js';

/** What an oracle may stand on: the model as text, and what is beside it here. */
const ALLOWED = /^import type [^;]* from '@iotpnp\/model';$|^import [^;]* from '\.\/[\w-]+\.js';$/;

/** The oracles, and all that they import from beside them. */
function oracles(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const follow = (file: string) => {
    if (found.has(file)) return;
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const imports = text.match(/^import [^;]*;$/gm) ?? [];
    found.set(file, imports);
    for (const line of imports) {
      const beside = /^import (?!type)[^;]* from '\.\/([\w-]+)\.js';$/.exec(line)?.[1];
      if (beside !== undefined) follow(`test/property/${beside}.ts`);
    }
  };
  for (const file of files('test/property', '-oracle.ts')) follow(file);
  return found;
}

it('an oracle shares no code with what it judges', () => {
  const all = oracles();
  expect([...all.keys()].length).toBeGreaterThan(4);
  const strange = [...all].flatMap(([file, imports]) =>
    imports.filter((line) => !ALLOWED.test(line)).map((line) => `${file}: ${line}`),
  );
  expect(strange).toEqual([]);
});
