import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileStateStore } from './file-state-store.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'pnp-state-'));
  file = path.join(folder, 'deep', 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('gives back what another store of the same file has kept', async () => {
  const store = fileStateStore(file);
  expect(await store.get('a')).toBeUndefined();
  await Promise.all([store.set('a', { hub: 'h' }), store.set('b', 2), store.set('__proto__x', 3)]);
  await store.delete('b');
  const again = fileStateStore(file);
  expect(await again.get('a')).toEqual({ hub: 'h' });
  expect(await again.get('b')).toBeUndefined();
  expect(await again.get('toString')).toBeUndefined();
  expect(await readdir(path.dirname(file))).toEqual(['state.json']);
});

it.skipIf(process.platform === 'win32')('lets nobody else read', async () => {
  await fileStateStore(file).set('a', 1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('takes a file it cannot understand for an empty one', async () => {
  await fileStateStore(file).set('a', 1);
  writeFileSync(file, '{"a":');
  const store = fileStateStore(file);
  expect(await store.get('a')).toBeUndefined();
  await store.set('b', 2);
  expect(await store.get('b')).toBe(2);
});

it('says which file it cannot use, and goes on with the next change', async () => {
  writeFileSync(path.join(folder, 'taken'), '');
  const store = fileStateStore(path.join(folder, 'taken', 'state.json'));
  const told = {
    code: 'PNP_STATE_FILE',
    where: { file: path.join(folder, 'taken', 'state.json') },
  };
  await expect(store.set('a', 1)).rejects.toMatchObject(told);
  await expect(store.set('b', 1)).rejects.toMatchObject(told);
});
