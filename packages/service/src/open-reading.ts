import { PnpError } from '@iotpnp/model';
import { delay, type ServiceClock } from './clock.js';
import { networkError } from './network-error.js';
import type { ServiceLog } from './log.js';
import type { Attach, Reading } from './reading.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** What passes by itself. */
const PASSING = new Set([
  'PNP_SERVICE_UNREACHABLE',
  'PNP_SERVICE_UNAVAILABLE',
  'PNP_SERVICE_THROTTLED',
  'PNP_SERVICE_TIMEOUT',
]);

export interface ReadingParts<T> {
  readonly attach: Attach<T>;
  /** Aborting either ends it. */
  readonly signals: readonly AbortSignal[];
  readonly clock: ServiceClock;
  readonly log: ServiceLog;
  /** As the log names it. */
  readonly what: string;
}

interface Item<T> {
  readonly value: T;
  readonly taken: () => void;
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: Error): void;
}

/** Reads what is attached, and attaches again when the connection is lost: once it was open, it only ends for good reasons. */
export function openReading<T>(parts: ReadingParts<T>): Reading<T> {
  return new OpenReading(parts);
}

class OpenReading<T> implements Reading<T> {
  readonly #parts: ReadingParts<T>;
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;
  readonly #items: Item<T>[] = [];
  readonly #waiters: Waiter<T>[] = [];
  #opening: Promise<void> | undefined;
  #over: { readonly error: Error | undefined } | undefined;

  constructor(parts: ReadingParts<T>) {
    this.#parts = parts;
    this.#signal = AbortSignal.any([...parts.signals, this.#end.signal]);
    if (this.#signal.aborted) this.#finish(undefined);
    else this.#signal.addEventListener('abort', () => this.#finish(undefined), { once: true });
  }

  open(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#over === undefined && this.#opening === undefined) {
      // what it fails of is told below, as are later failures
      await this.open().catch((error: unknown) => this.#finish(errorOf(error)));
    }
    const item = this.#items.shift();
    if (item !== undefined) {
      item.taken();
      return { done: false, value: item.value };
    }
    if (this.#over !== undefined) {
      const { error } = this.#over;
      this.#over = { error: undefined };
      if (error !== undefined) throw error;
      return { done: true, value: undefined };
    }
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#items.length = 0;
    this.#end.abort();
    return { done: true, value: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #open(): Promise<void> {
    if (this.#over !== undefined) throw reason(this.#signal);
    const attachment = await this.#attach();
    this.#goOn(attachment).catch((error: unknown) => this.#finish(errorOf(error)));
  }

  /** Until it is told to end: waits for the loss of one attachment, and makes the next. */
  async #goOn(first: Awaited<ReturnType<Attach<T>>>): Promise<void> {
    let attachment = first;
    while (!this.#signal.aborted) {
      const lost = await attachment.ended;
      attachment.close();
      if (this.#signal.aborted) return;
      if (!PASSING.has(lost.code)) throw lost;
      attachment = await this.#again(lost);
    }
    attachment.close();
  }

  async #again(lost: PnpError): ReturnType<Attach<T>> {
    const { clock, log, what } = this.#parts;
    let error = lost;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      log.warn('reading again', { what, code: error.code, error: error.message, retryInMs: wait });
      await delay(wait, clock, this.#signal);
      try {
        const attachment = await this.#attach();
        log.debug('reads again', { what });
        return attachment;
      } catch (failure) {
        error = errorOf(failure);
        if (!PASSING.has(error.code)) throw error;
      }
    }
  }

  async #attach(): ReturnType<Attach<T>> {
    const attachment = await this.#parts.attach((value, taken) => {
      const waiter = this.#waiters.shift();
      if (waiter === undefined) this.#items.push({ value, taken });
      else {
        taken();
        waiter.resolve({ done: false, value });
      }
    }, this.#signal);
    this.#signal.addEventListener('abort', () => attachment.close(), { once: true });
    if (this.#signal.aborted) attachment.close();
    return attachment;
  }

  #finish(error: Error | undefined): void {
    // an end that was asked for is none to tell of
    this.#over ??= { error: this.#signal.aborted ? undefined : error };
    this.#end.abort();
    for (const waiter of this.#waiters.splice(0)) {
      const told = this.#over.error;
      if (told === undefined) waiter.resolve({ done: true, value: undefined });
      else {
        waiter.reject(told);
        this.#over = { error: undefined };
      }
    }
  }
}

function errorOf(error: unknown): PnpError {
  return error instanceof PnpError ? error : networkError(error, 'the hub');
}

function reason(signal: AbortSignal): Error {
  const given: unknown = signal.reason;
  return given instanceof Error ? given : new Error('the reading is over');
}
