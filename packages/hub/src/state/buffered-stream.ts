import { hubError } from '../error-codes.js';

/** Unread items a stream holds before it is ended: a forgotten iterator must not eat the memory. */
const MAX_UNREAD = 10_000;

type State = 'open' | 'ending' | 'overrun' | 'done';
type Waiter<T> = (result: IteratorResult<T, undefined>) => void;

/** Items pushed on one side, iterated once on the other, bounded in between. */
export class BufferedStream<T> implements AsyncIterableIterator<T, undefined> {
  readonly #unread: T[] = [];
  readonly #waiting: Waiter<T>[] = [];
  readonly #onEnd: () => void;
  #state: State = 'open';

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  push(item: T): void {
    if (this.#state !== 'open') return;
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) waiter({ done: false, value: item });
    else if (this.#unread.length < MAX_UNREAD) this.#unread.push(item);
    else this.#finish('overrun');
  }

  /** No more items; those already here may still be read. */
  end(): void {
    if (this.#state === 'open') this.#finish('ending');
  }

  /** Ends at once; what was not read is dropped. */
  stop(): void {
    if (this.#state === 'done') return;
    this.#unread.length = 0;
    this.#finish('done');
  }

  /** @throws PNP_HUB_READER_TOO_SLOW after the last item that fitted. */
  next(): Promise<IteratorResult<T, undefined>> {
    const item = this.#unread.shift();
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    if (this.#state === 'open') return new Promise((resolve) => this.#waiting.push(resolve));
    if (this.#state === 'overrun') {
      this.#state = 'done';
      return Promise.reject(
        hubError(
          'PNP_HUB_READER_TOO_SLOW',
          `an iterator left more than ${MAX_UNREAD} items unread`,
          { hint: 'read faster, or ask for one device only' },
        ),
      );
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.stop();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #finish(state: State): void {
    this.#state = state;
    for (const waiter of this.#waiting.splice(0)) waiter({ done: true, value: undefined });
    this.#onEnd();
  }
}
