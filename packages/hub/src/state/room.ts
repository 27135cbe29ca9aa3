/** Counts bytes that are kept, so that they are never too many. */
export class Room {
  readonly #max: number;
  #used = 0;

  constructor(maxBytes: number) {
    this.#max = maxBytes;
  }

  /** Counts so many bytes more, or fewer; `false`, and nothing counted, when they do not fit. */
  take(bytes: number): boolean {
    if (bytes > 0 && this.#used + bytes > this.#max) return false;
    this.#used += bytes;
    return true;
  }
}
