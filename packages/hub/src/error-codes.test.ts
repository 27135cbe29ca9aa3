import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { HUB_ERRORS } from './error-codes.js';

const SOURCES = new URL('.', import.meta.url);

async function thrownCodes(): Promise<readonly string[]> {
  const names = await readdir(SOURCES, { recursive: true });
  const sources = names.filter(
    (name) => /(?<!\.test)\.ts$/u.test(name) && !/error-codes/u.test(name),
  );
  const texts = await Promise.all(
    sources.map((name) => readFile(new URL(name.replaceAll('\\', '/'), SOURCES), 'utf8')),
  );
  return texts.flatMap((text) => text.match(/(?<=')PNP_HUB_[A-Z_]+(?=')/gu) ?? []);
}

describe('the error codes', () => {
  it('are exactly those that are thrown', async () => {
    expect([...new Set(await thrownCodes())].toSorted()).toEqual(
      Object.keys(HUB_ERRORS).toSorted(),
    );
  });

  it('are each explained in the README', async () => {
    const readme = await readFile(new URL('../README.md', SOURCES), 'utf8');
    const missing = Object.keys(HUB_ERRORS).filter((code) => !readme.includes(`\`${code}\``));
    expect(missing).toEqual([]);
  });
});
