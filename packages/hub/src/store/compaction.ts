import { setImmediate } from 'node:timers/promises';
import { JournalFile } from './journal-file.js';
import { JournalIndex } from './journal-index.js';
import { encodeLines, type Encoded } from './journal-lines.js';

/** Below that nobody minds what is out of date. */
const SMALLEST_BYTES = 4 * 1024 * 1024;
const MOST_TIMES = 3;
/** What is copied at once, between other work. */
const SLICE_BYTES = 256 * 1024;

/** A journal's file, and what stands where in it. */
export interface Contents {
  readonly file: JournalFile;
  readonly index: JournalIndex;
}

/** Whether most of the file is out of date. */
export function isMostlyOld({ file, index }: Contents): boolean {
  return file.end > SMALLEST_BYTES && file.end > MOST_TIMES * index.bytes;
}

/**
 * Copies what is not out of date into a new file, beside other work. Calling what is returned adds
 * what was written meanwhile and puts the copy in the place of the old file, with nothing in between.
 * @throws the system's error, here and there, and the old file is as it was
 */
export async function compact(old: Contents): Promise<() => Contents> {
  const copiedUpTo = old.file.end;
  const copy = { file: JournalFile.create(old.file.path), index: new JournalIndex() };
  try {
    for (const slice of slicesOf(old)) {
      append(copy, slice);
      await setImmediate();
    }
    await copy.file.flush();
  } catch (error) {
    copy.file.discard();
    throw error;
  }
  return () => {
    try {
      const length = old.file.end - copiedUpTo;
      const at = copy.file.append(old.file.bytes({ at: copiedUpTo, length }));
      copy.index.read(copy.file, at);
      copy.file.publish();
    } catch (error) {
      copy.file.discard();
      throw error;
    }
    old.file.close();
    return copy;
  };
}

function* slicesOf({ file, index }: Contents): Generator<readonly Encoded[]> {
  let slice: Encoded[] = [];
  let bytes = 0;
  for (const { kind, key, place } of index.all()) {
    const record: unknown = JSON.parse(file.bytes(place).toString('utf8'));
    slice.push(...encodeLines([{ kind, key, record }]));
    bytes += place.length;
    if (bytes < SLICE_BYTES) continue;
    yield slice;
    [slice, bytes] = [[], 0];
  }
  yield slice;
}

/** Changes that belong together. @throws the system's error */
export function append({ file, index }: Contents, lines: readonly Encoded[]): void {
  const at = file.append(Buffer.concat(lines.map(({ line }) => line)));
  index.appended(at, lines);
}
