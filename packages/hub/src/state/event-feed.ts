import { BufferedStream } from './buffered-stream.js';

/** What a watcher wants of an item; `undefined` for nothing. */
export type Select<T, U> = (item: T) => U | undefined;

interface Watcher<T> {
  readonly push: (item: T) => void;
  readonly end: () => void;
}

/** Hands every published item to every open stream that wants it. */
export class EventFeed<T> {
  readonly #watchers = new Set<Watcher<T>>();
  #closed = false;

  publish(item: T): void {
    for (const { push } of this.#watchers) push(item);
  }

  /** A stream of what is published from now on, even before its first `next()`. */
  open<U>(select: Select<T, U>, signal?: AbortSignal): BufferedStream<U> {
    const onAbort = (): void => stream.stop();
    const stream = new BufferedStream<U>(() => {
      this.#watchers.delete(watcher);
      signal?.removeEventListener('abort', onAbort);
    });
    const watcher: Watcher<T> = {
      push: (item) => {
        const wanted = select(item);
        if (wanted !== undefined) stream.push(wanted);
      },
      end: () => stream.end(),
    };
    if (this.#closed || signal?.aborted === true) {
      stream.stop();
      return stream;
    }
    this.#watchers.add(watcher);
    signal?.addEventListener('abort', onAbort, { once: true });
    return stream;
  }

  /** Hands every item over at once. What it returns ends that. */
  watch(push: (item: T) => void): () => void {
    const watcher: Watcher<T> = { push, end: () => {} };
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Streams end after what they already hold. */
  close(): void {
    this.#closed = true;
    for (const { end } of this.#watchers) end();
  }
}
