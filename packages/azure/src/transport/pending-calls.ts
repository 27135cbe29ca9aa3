/** How Microsoft's client calls back. */
export type Done<T> = (error?: Error | null, result?: T) => void;

/** Callbacks of the client as promises that also end with the connection: the client calls some of them never. */
export class PendingCalls {
  readonly #rejects = new Set<(reason: unknown) => void>();
  #ended: { readonly reason: unknown } | undefined;

  call<T>(start: (done: Done<T>) => void): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended.reason);
        return;
      }
      this.#rejects.add(reject);
      start((error, result) => {
        this.#rejects.delete(reject);
        if (error) reject(error);
        else resolve(result);
      });
    });
  }

  /** Rejects what waits and what is still to come. The first reason stands. */
  end(reason: unknown): void {
    this.#ended ??= { reason };
    for (const reject of this.#rejects) reject(this.#ended.reason);
    this.#rejects.clear();
  }
}
