/** Those who wait for something to be done, until it is or never will be. */
export class Waiters {
  #waiting: { resolve: () => void; reject: (reason: unknown) => void }[] = [];
  #closed: { readonly reason: unknown } | undefined;

  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) reject(this.#closed.reason);
      else this.#waiting.push({ resolve, reject });
    });
  }

  done(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** Rejects those who wait and those still to come. */
  close(reason: unknown): void {
    this.#closed = { reason };
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
