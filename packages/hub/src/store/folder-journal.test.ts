import { appendFile, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import type { Journal, RecordKind } from '../state/journal.js';
import { folderJournal, JOURNAL_FILE, type OpenJournal } from './folder-journal.js';

const HEADER_BYTES = 37;

/** What is there after the journal was closed and opened again. */
async function reopened(
  folder: string,
  kind: RecordKind = 'twin',
): Promise<readonly (readonly [string, unknown])[]> {
  const journal = folderJournal(folder);
  try {
    return [...journal.entries(kind)];
  } finally {
    await journal.close();
  }
}

async function filled(folder: string, fill: (journal: Journal) => void): Promise<string> {
  const journal = folderJournal(folder);
  fill(journal);
  await journal.close();
  return join(folder, JOURNAL_FILE);
}

/** Leaves the file as a killed process does: nothing is closed or flushed. */
async function killed(folder: string, fill: (journal: Journal) => void): Promise<string> {
  await using copy = await temporaryFolder();
  const journal: OpenJournal = folderJournal(copy.path);
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
      ['dev1', { a: 'naïve\n\t"✓"' }],
      ['dev 2/tä\tg', null],
    ]);
    expect(await reopened(folder.path, 'identity')).toEqual([['dev1', ['another kind']]]);
  });

  it('reads what it has not yet closed', async () => {
    await using folder = await temporaryFolder();
    const journal = folderJournal(folder.path);
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

  it('drops what is out of date, and loses nothing that is written meanwhile', async () => {
    await using folder = await temporaryFolder();
    const journal = folderJournal(folder.path);
    const file = join(folder.path, JOURNAL_FILE);
    const text = 'x'.repeat(1000);
    let largest = 0;
    for (let n = 0; n < 30_000; n += 1) {
      journal.put('twin', `dev${n % 100}`, { n, text });
      if (n % 500 !== 0) continue;
      await new Promise((resolve) => setImmediate(resolve));
      largest = Math.max(largest, (await stat(file)).size);
    }
    await journal.close();
    expect(largest).toBeLessThan(12_000_000);
    const found = await reopened(folder.path);
    expect(new Set(found.map(([, record]) => (record as { n: number }).n))).toEqual(
      new Set(Array.from({ length: 100 }, (_, index) => 29_900 + index)),
    );
  });

  it('keeps changes that belong together together', async () => {
    await using folder = await temporaryFolder();
    const file = await killed(folder.path, (journal) => {
      journal.write([
        { kind: 'twin', key: 'a', record: 1 },
        { kind: 'twin', key: 'b', record: 1 },
      ]);
      journal.write([
        { kind: 'twin', key: 'a' },
        { kind: 'twin', key: 'b', record: 2 },
        { kind: 'twin', key: 'c', record: 2 },
      ]);
    });
    const { length } = await readFile(file);
    const found = new Set<string>();
    for (let cut = length; cut > HEADER_BYTES; cut -= 1) {
      await truncate(file, cut);
      found.add(JSON.stringify(await reopenedCopy(file)));
    }
    expect([...found]).toEqual(['[["b",2],["c",2]]', '[["a",1],["b",1]]', '[]']);
  });
});

/** What a journal of the same bytes holds, so that the file itself stays as it is. */
async function reopenedCopy(file: string): Promise<readonly (readonly [string, unknown])[]> {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, JOURNAL_FILE), await readFile(file));
  return reopened(folder.path);
}

describe('a journal that was killed', () => {
  it('has all it had kept', async () => {
    await using folder = await temporaryFolder();
    await killed(folder.path, three);
    expect((await reopened(folder.path)).length).toBe(3);
  });

  it('forgets what it had begun to write, and goes on', async () => {
    await using folder = await temporaryFolder();
    const file = await killed(folder.path, three);
    await truncate(file, (await stat(file)).size - 3);
    await filled(folder.path, (journal) => journal.put('twin', 'd', { n: 4 }));
    expect((await reopened(folder.path)).map(([key]) => key)).toEqual(['a', 'b', 'd']);
  });

  it('starts after a kill at its very first or a copying moment', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, `${JOURNAL_FILE}.new`), 'iotpnp hub jou');
    expect(await reopened(folder.path)).toEqual([]);
  });
});

describe('a damaged journal', () => {
  const corrupt = (file: string, message: RegExp) => ({
    code: 'PNP_HUB_STATE_CORRUPT',
    message: expect.stringMatching(message),
    hint: expect.stringContaining('delete it'),
    where: { file },
  });

  it.each([
    ['is empty', Buffer.alloc(0), /begin/u],
    ['is another file', Buffer.from('{"version":1,"devices":[]}\n'.repeat(9)), /begin/u],
    ['is noise', Buffer.from(Array.from({ length: 9000 }, (_, n) => (n * n * 31) % 251)), /begin/u],
  ])('is not started over when it %s', async (_what, bytes, message) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, JOURNAL_FILE);
    await writeFile(file, bytes);
    expect(() => folderJournal(folder.path)).toThrow(
      expect.objectContaining(corrupt(file, message)),
    );
    expect(await readFile(file)).toEqual(bytes);
  });

  it('is noticed wherever it was cut', async () => {
    await using folder = await temporaryFolder();
    const file = await filled(folder.path, three);
    const whole = await readFile(file);
    for (let length = whole.length - 1; length >= 0; length -= 1) {
      await writeFile(file, whole.subarray(0, length));
      expect(() => folderJournal(folder.path)).toThrow(
        expect.objectContaining(corrupt(file, /missing|begin/u)),
      );
    }
  });

  it('is noticed whatever bit of it has changed', async () => {
    await using folder = await temporaryFolder();
    const file = await filled(folder.path, three);
    const whole = await readFile(file);
    const taken: number[] = [];
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const bytes = Buffer.from(whole);
      const at = bit >> 3;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
      await writeFile(file, bytes);
      try {
        await folderJournal(folder.path).close();
        taken.push(at);
      } catch (error) {
        expect(error).toMatchObject({ code: 'PNP_HUB_STATE_CORRUPT' });
      }
    }
    // Only a smaller number of bytes that must be there is as good as the right one.
    const digits = whole.indexOf('\n');
    expect(taken.filter((at) => at >= digits || at < digits - 15)).toEqual([]);
  });

  it('is noticed when the end of its last line is missing', async () => {
    await using folder = await temporaryFolder();
    const file = await filled(folder.path, three);
    const whole = await readFile(file);
    whole[whole.length - 1] = 0x20;
    await writeFile(file, whole);
    expect(() => folderJournal(folder.path)).toThrow(
      expect.objectContaining(corrupt(file, /not as it was written/u)),
    );
  });

  it('is told from one of a later version', async () => {
    await using folder = await temporaryFolder();
    const file = await filled(folder.path, three);
    await writeFile(file, (await readFile(file, 'utf8')).replace('journal 1', 'journal 2'));
    expect(() => folderJournal(folder.path)).toThrow(
      expect.objectContaining({
        code: 'PNP_HUB_STATE_CORRUPT',
        message: expect.stringContaining('format 2, and this hub reads 1'),
        hint: expect.stringContaining('version of the hub that wrote it'),
      }),
    );
  });

  it('is noticed behind what a kill may leave', async () => {
    await using folder = await temporaryFolder();
    const file = await killed(folder.path, three);
    await appendFile(file, 'half a li\n');
    expect(() => folderJournal(folder.path)).toThrow(
      expect.objectContaining(corrupt(file, /not as it was written/u)),
    );
  });
});

describe('a journal that cannot be written', () => {
  it('says so where a folder is in its place', async () => {
    await using folder = await temporaryFolder();
    await filled(join(folder.path), three);
    await using other = await temporaryFolder();
    await symlink(folder.path, join(other.path, JOURNAL_FILE));
    expect(() => folderJournal(other.path)).toThrow(
      expect.objectContaining({
        code: 'PNP_HUB_STATE_UNAVAILABLE',
        where: { file: join(other.path, JOURNAL_FILE) },
      }),
    );
  });

  it('says so once it is closed, and touches no other file', async () => {
    await using folder = await temporaryFolder();
    const journal = folderJournal(folder.path);
    await journal.close();
    expect(() => journal.put('twin', 'a', 1)).toThrow(
      expect.objectContaining({ code: 'PNP_HUB_STATE_UNAVAILABLE' }),
    );
    expect(await reopened(folder.path)).toEqual([]);
  });
});
