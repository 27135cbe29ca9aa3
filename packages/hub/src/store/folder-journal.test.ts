import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from 'lmdb';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import type { Journal, RecordKind } from '../state/journal.js';
import { folderJournal, JOURNAL_FILE, type OpenJournal } from './folder-journal.js';

/** What is there after the journal was closed and opened again. */
async function reopened(
  folder: string,
  kind: RecordKind = 'twin',
): Promise<readonly (readonly [string, unknown])[]> {
  const journal = await folderJournal(folder);
  try {
    return [...journal.entries(kind)];
  } finally {
    await journal.close();
  }
}

async function filled(folder: string, fill: (journal: Journal) => void): Promise<string> {
  const journal = await folderJournal(folder);
  fill(journal);
  await journal.close();
  return join(folder, JOURNAL_FILE);
}

/** Leaves the file as a killed process does: nothing is closed or flushed. */
async function killed(folder: string, fill: (journal: Journal) => void): Promise<string> {
  await using copy = await temporaryFolder();
  const journal: OpenJournal = await folderJournal(copy.path);
  fill(journal);
  await writeFile(join(folder, JOURNAL_FILE), await readFile(join(copy.path, JOURNAL_FILE)));
  await journal.close();
  return join(folder, JOURNAL_FILE);
}

const three = (journal: Journal): void => {
  journal.put('twin', 'a', { n: 1 });
  journal.put('twin', 'b', { n: 2 });
  journal.put('twin', 'c', { n: 3 });
};

describe('folderJournal', () => {
  it('gives back what was kept last, by kind and key, in any script', async () => {
    await using folder = await temporaryFolder();
    await filled(folder.path, (journal) => {
      journal.put('twin', 'dev1', { a: 1 });
      journal.put('twin', 'dev1', { a: 'naïve\n\t"✓"' });
      journal.put('identity', 'dev1', ['another kind']);
      journal.put('twin', 'dev 2/tä\tg', null);
      journal.put('twin', 'gone', {});
      journal.remove('twin', 'gone');
      journal.remove('twin', 'never there');
    });
    expect(await reopened(folder.path)).toEqual([
      ['dev 2/tä\tg', null],
      ['dev1', { a: 'naïve\n\t"✓"' }],
    ]);
    expect(await reopened(folder.path, 'identity')).toEqual([['dev1', ['another kind']]]);
  });

  it('reads what it has not yet closed', async () => {
    await using folder = await temporaryFolder();
    const journal = await folderJournal(folder.path);
    journal.put('twin', 'a', 1);
    expect(journal.entries('twin')).toEqual([['a', 1]]);
    await journal.close();
  });

  it('holds records of any size', async () => {
    await using folder = await temporaryFolder();
    const large = 'ü'.repeat(2_000_000);
    await filled(folder.path, (journal) => {
      journal.put('message', 'large', large);
      journal.put('message', 'small', 's');
    });
    expect(await reopened(folder.path, 'message')).toEqual([
      ['large', large],
      ['small', 's'],
    ]);
  });

  it.skipIf(process.platform === 'win32')('lets nobody else read', async () => {
    await using folder = await temporaryFolder();
    const file = await filled(folder.path, three);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('keeps changes that belong together, all or none', async () => {
    await using folder = await temporaryFolder();
    await filled(folder.path, (journal) => {
      journal.write([
        { kind: 'twin', key: 'a', record: 1 },
        { kind: 'twin', key: 'b', record: 1 },
      ]);
      const bad = { kind: 'twin', key: 'c', record: 1n } as const; // no JSON
      expect(() => journal.write([{ kind: 'twin', key: 'a' }, bad])).toThrow();
      journal.write([
        { kind: 'twin', key: 'b' },
        { kind: 'session', key: 'b', record: 2 },
      ]);
    });
    expect(await reopened(folder.path)).toEqual([['a', 1]]);
    expect(await reopened(folder.path, 'session')).toEqual([['b', 2]]);
  });

  it('uses the room of what is out of date again', async () => {
    await using folder = await temporaryFolder();
    const text = 'x'.repeat(1000);
    const file = await filled(folder.path, (journal) => {
      for (let n = 0; n < 20_000; n += 1) journal.put('twin', `dev${n % 100}`, { n, text });
    });
    expect((await stat(file)).size).toBeLessThan(2_000_000);
    const found = await reopened(folder.path);
    expect(new Set(found.map(([, record]) => (record as { n: number }).n))).toEqual(
      new Set(Array.from({ length: 100 }, (_, index) => 19_900 + index)),
    );
  });
});

describe('a journal that was killed', () => {
  it('has all it had kept', async () => {
    await using folder = await temporaryFolder();
    await killed(folder.path, three);
    expect((await reopened(folder.path)).length).toBe(3);
  });
});

async function recordsOf(folder: string): Promise<unknown> {
  const journal = await folderJournal(folder);
  try {
    return [journal.entries('twin'), journal.entries('message')];
  } finally {
    await journal.close();
  }
}

/** Whole numbers below a bound, the same each time. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The bytes with noise in one place, most often where a page has its structure. */
function damaged(whole: Buffer, random: (below: number) => number): Buffer {
  const bytes = Buffer.from(whole);
  const page = random(whole.length / 4096) * 4096;
  const at = random(3) === 0 ? random(whole.length) : page + random(120);
  const end = Math.min(bytes.length, at + 1 + random(24));
  for (let index = at; index < end; index += 1) bytes[index] = random(256);
  return bytes;
}

describe('a damaged journal', () => {
  const corrupt = (file: string, message: RegExp) => ({
    code: 'PNP_HUB_STATE_CORRUPT',
    message: expect.stringMatching(message),
    hint: expect.stringContaining('delete it'),
    where: { file },
  });

  it.each([
    ['is another file', Buffer.from('{"version":1,"devices":[]}\n'.repeat(999))],
    ['is short', Buffer.from('x')],
    ['is noise', Buffer.from(Array.from({ length: 90_000 }, (_, n) => (n * n * 31) % 251))],
  ])('is not started over when it %s', async (_what, bytes) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, JOURNAL_FILE);
    await writeFile(file, bytes);
    await expect(folderJournal(folder.path)).rejects.toMatchObject(
      corrupt(file, /no LMDB file|cut off/u),
    );
    expect(await readFile(file)).toEqual(bytes);
  });

  it('is noticed when it was cut, anywhere', async () => {
    await using folder = await temporaryFolder();
    const text = 'x'.repeat(1000);
    const file = await filled(folder.path, (journal) => {
      for (let n = 0; n < 300; n += 1) journal.put('twin', `dev${n}`, { n, text });
    });
    const whole = await readFile(file);
    for (const part of [0.01, 0.1, 0.5, 0.9]) {
      await writeFile(file, whole.subarray(0, Math.floor(whole.length * part)));
      await expect(folderJournal(folder.path)).rejects.toMatchObject(
        corrupt(file, /cut off|used where|no LMDB/u),
      );
    }
  });

  it('is noticed when its beginning was overwritten', async () => {
    await using folder = await temporaryFolder();
    const file = await filled(folder.path, three);
    const whole = await readFile(file);
    await writeFile(file, whole.fill(7, 0, 4096));
    await expect(folderJournal(folder.path)).rejects.toMatchObject(corrupt(file, /no LMDB file/u));
  });

  it('is never taken for what it is not, whatever bytes of it have changed', async () => {
    await using folder = await temporaryFolder();
    const file = await filled(folder.path, (journal) => {
      for (let n = 0; n < 300; n += 1) {
        journal.put(n % 2 === 0 ? 'twin' : 'message', `dev${n}`, { n, text: 'x'.repeat(n * 30) });
      }
      for (let n = 0; n < 300; n += 3) journal.remove('twin', `dev${n}`);
    });
    const whole = await readFile(file);
    const before = await recordsOf(folder.path);
    const random = numbersFrom(20_260_101);
    const seen = { refused: 0, harmless: 0 };
    for (let round = 0; round < 200; round += 1) {
      await writeFile(file, damaged(whole, random));
      const outcome = await recordsOf(folder.path).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toMatchObject(corrupt(file, /./u));
        seen.refused += 1;
      } else {
        // Changed was a page that is free, or room that nothing stands in.
        expect(outcome).toEqual(before);
        seen.harmless += 1;
      }
    }
    expect(Math.min(seen.refused, seen.harmless)).toBeGreaterThan(20);
  }, 20_000);

  it('is told from one of a later version', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, JOURNAL_FILE);
    const later = open<string, string>({
      path: file,
      noSubdir: true,
      noSync: true,
      encoding: 'string',
    });
    later.putSync('format', '2');
    await later.close();
    await expect(folderJournal(folder.path)).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_CORRUPT',
      message: expect.stringContaining('format 2, and this hub reads 1'),
      hint: expect.stringContaining('version of the hub that wrote it'),
    });
  });
});

describe('a journal that cannot be written', () => {
  it('says so where a folder is in its place', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, JOURNAL_FILE);
    await mkdir(file);
    await expect(folderJournal(folder.path)).rejects.toMatchObject({
      code: 'PNP_HUB_STATE_UNAVAILABLE',
      where: { file },
    });
  });

  it('says so of a key that is too long, keeps nothing of that, and goes on', async () => {
    await using folder = await temporaryFolder();
    await filled(folder.path, (journal) => {
      const long = { kind: 'twin', key: 'ä'.repeat(1000), record: 1 } as const;
      expect(() => journal.write([{ kind: 'twin', key: 'a', record: 1 }, long])).toThrow(
        expect.objectContaining({ code: 'PNP_HUB_STATE_UNAVAILABLE' }),
      );
      journal.put('twin', 'b', 2);
    });
    expect(await reopened(folder.path)).toEqual([['b', 2]]);
  });

  it('says so when its folder is gone, and of what is no JSON', async () => {
    await using folder = await temporaryFolder();
    const place = join(folder.path, 'data');
    await mkdir(place);
    const journal = await folderJournal(place);
    const unavailable = expect.objectContaining({ code: 'PNP_HUB_STATE_UNAVAILABLE' });
    expect(() => journal.put('twin', 'a', 1n)).toThrow(unavailable);
    await rm(place, { recursive: true });
    expect(() => journal.put('twin', 'a', 1)).toThrow(unavailable);
    await journal.close();
  });

  it('says so once it is closed, and touches no other file', async () => {
    await using folder = await temporaryFolder();
    const journal = await folderJournal(folder.path);
    await journal.close();
    expect(() => journal.put('twin', 'a', 1)).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_STATE_UNAVAILABLE' }),
    );
    expect(await reopened(folder.path)).toEqual([]);
  });
});
