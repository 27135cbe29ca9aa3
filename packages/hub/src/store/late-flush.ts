import { open, type FileHandle } from 'node:fs/promises';

/** So much of the last changes a power failure may cost. */
const FLUSH_AFTER_MS = 1000;

/** Has the system write a file to the disk a while after it has changed. */
export class LateFlush {
  readonly #file: FileHandle;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failure: unknown;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @throws the system's error */
  static async of(path: string): Promise<LateFlush> {
    return new LateFlush(await open(path, 'r+'));
  }

  /** Why the disk has not taken what was written: it may have lost it. */
  get failure(): unknown {
    return this.#failure;
  }

  changed(): void {
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_AFTER_MS).unref();
  }

  /** Flushes for the last time. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flush();
    await this.#flushing;
    await this.#file.close();
  }

  #flush(): void {
    this.#timer = undefined;
    this.#flushing = this.#flushing
      .then(() => this.#file.datasync())
      .catch((error: unknown) => {
        this.#failure ??= error;
      });
  }
}
