import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { hubError } from '../error-codes.js';
import { LINE_END } from './journal-lines.js';

const FORMAT = 1;
const LENGTH_DIGITS = 15;
const HEADER = /^iotpnp hub journal (\d+) (\d{15})\n$/u;
const HEADER_BYTES = header(0).length;
const READ_BYTES = 1024 * 1024;
const flushed = promisify(fdatasync);

/** Bytes of the file. */
export interface Place {
  readonly at: number;
  readonly length: number;
}

interface FoundLine extends Place {
  readonly bytes: Buffer;
  /** Whether it has an end. */
  readonly whole: boolean;
}

/**
 * The file of the journal: a header, then lines one behind the other. The header has the format and
 * the length the file is known to have on the disk, so that one cut shorter is noticed.
 */
export class JournalFile {
  readonly path: string;
  readonly #fd: number;
  #end: number;
  #sealed: number;
  /** Why nothing more can be written. */
  #broken: unknown;

  private constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
    this.#end = HEADER_BYTES;
    this.#sealed = HEADER_BYTES;
  }

  /** A new file that is to be at `path` once it is published. @throws the system's error */
  static create(path: string): JournalFile {
    const file = new JournalFile(path, openSync(newPathOf(path), 'w+', 0o600));
    try {
      file.#write(header(HEADER_BYTES), 0);
      return file;
    } catch (error) {
      file.discard();
      throw error;
    }
  }

  /** @throws PNP_HUB_STATE_CORRUPT, or the system's error */
  static openOrCreate(path: string): JournalFile {
    rmSync(newPathOf(path), { force: true });
    if (existsSync(path)) return JournalFile.#open(path);
    const file = JournalFile.create(path);
    file.publish();
    return file;
  }

  static #open(path: string): JournalFile {
    const file = new JournalFile(path, openSync(path, 'r+'));
    try {
      file.#sealed = file.#readHeader();
      file.#end = fstatSync(file.#fd).size;
      if (file.#end >= file.#sealed) return file;
      throw file.corrupt(`${file.#sealed - file.#end} bytes are missing at its end`);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Gives a new file its name, in place of the one that had it. @throws the system's error */
  publish(): void {
    renameSync(newPathOf(this.path), this.path);
  }

  /** Closes a new file that was not published, and removes it. */
  discard(): void {
    this.close();
    rmSync(newPathOf(this.path), { force: true });
  }

  /** Where the first line begins. */
  get begin(): number {
    return HEADER_BYTES;
  }

  /** Where the next line goes. */
  get end(): number {
    return this.#end;
  }

  /** Each line from there on with where it begins, without its end; then what has no end, if anything. */
  *lines(from: number): Generator<FoundLine> {
    let at = from;
    let rest: Buffer = Buffer.alloc(0);
    while (at + rest.length < this.#end) {
      const next = this.bytes({
        at: at + rest.length,
        length: Math.min(READ_BYTES, this.#end - at - rest.length),
      });
      const chunk = rest.length === 0 ? next : Buffer.concat([rest, next]);
      let begin = 0;
      for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, begin)) {
        const bytes = chunk.subarray(begin, end);
        yield { at: at + begin, length: bytes.length + 1, bytes, whole: true };
        begin = end + 1;
      }
      at += begin;
      rest = chunk.subarray(begin);
    }
    if (rest.length > 0) yield { at, length: rest.length, bytes: rest, whole: false };
  }

  /** @throws the system's error */
  bytes({ at, length }: Place): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    let read = 0;
    while (read < length) {
      const count = readSync(this.#fd, bytes, read, length - read, at + read);
      if (count === 0) throw new Error('it ends before what was written there');
      read += count;
    }
    return bytes;
  }

  /** Returns where the bytes begin. When it fails, nothing was appended. @throws the system's error */
  append(bytes: Buffer): number {
    const at = this.#end;
    if (this.#broken !== undefined) throw this.#broken;
    try {
      this.#write(bytes, at);
    } catch (error) {
      this.#takeBack(at, error);
      throw error;
    }
    this.#end += bytes.length;
    return at;
  }

  /**
   * Drops what a killed process had begun to write at the end: nobody was told that it was kept.
   * @throws PNP_HUB_STATE_CORRUPT when the disk once had it whole, or the system's error
   */
  cut(end: number): void {
    if (end < this.#sealed) throw this.corrupt(`the line at byte ${end} is not as it was written`);
    ftruncateSync(this.#fd, end);
    this.#end = end;
  }

  /** Resolves when all that was appended before is on the disk. @throws the system's error */
  async flush(): Promise<void> {
    const end = this.#end;
    if (end === this.#sealed) return;
    try {
      await flushed(this.#fd);
      this.#write(header(end), 0);
    } catch (error) {
      // What the disk has not taken it may have lost: nothing can build on it.
      this.#broken = error;
      throw error;
    }
    this.#sealed = end;
  }

  close(): void {
    // The number may soon be another file's.
    this.#broken ??= new Error('it is closed');
    closeSync(this.#fd);
  }

  corrupt(what: string, hint?: string): Error {
    return hubError('PNP_HUB_STATE_CORRUPT', `${this.path} is damaged: ${what}`, {
      hint: hint ?? 'restore it from a copy, or delete it: the hub then starts with no devices',
      where: { file: this.path },
    });
  }

  #readHeader(): number {
    const { size } = fstatSync(this.#fd);
    const text = this.bytes({ at: 0, length: Math.min(size, HEADER_BYTES) }).toString('latin1');
    const [, format, sealed] = HEADER.exec(text) ?? [];
    if (sealed === undefined) throw this.corrupt('it does not begin as a journal does');
    if (Number(format) === FORMAT) return Number(sealed);
    throw this.corrupt(
      `it has the format ${format}, and this hub reads ${FORMAT}`,
      'use the version of the hub that wrote it, or another dataDir',
    );
  }

  /** Half of a line must not stay where a shorter one will be. */
  #takeBack(end: number, why: unknown): void {
    try {
      ftruncateSync(this.#fd, end);
    } catch {
      this.#broken = why;
    }
  }

  #write(bytes: Buffer, at: number): void {
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(this.#fd, bytes, written, bytes.length - written, at + written);
    }
  }
}

function newPathOf(path: string): string {
  return `${path}.new`;
}

function header(length: number): Buffer {
  return Buffer.from(
    `iotpnp hub journal ${FORMAT} ${String(length).padStart(LENGTH_DIGITS, '0')}\n`,
  );
}
