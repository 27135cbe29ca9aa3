import { deferred } from './deferred.js';

/** A caller's patience with one command: its signal aborts when the caller is gone, unless the command has let go of it. */
export class Patience {
  readonly #controller = new AbortController();
  readonly #detached = deferred<void>();
  #isDetached = false;

  constructor(
    /** Aborts when the session closes. */
    readonly closed: AbortSignal,
    /** Aborts when no answer can reach the caller. */
    readonly gone: AbortSignal | undefined,
  ) {
    for (const source of this.#sources) {
      if (source.aborted) this.#controller.abort(source.reason);
      source.addEventListener('abort', this.#onAbort);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isDetached(): boolean {
    return this.#isDetached;
  }

  /** Resolves when the command asks to go on without its caller. */
  get detached(): Promise<void> {
    return this.#detached.promise;
  }

  /** The caller is answered; from now on only the session's end aborts. */
  detach(): void {
    this.#isDetached = true;
    this.gone?.removeEventListener('abort', this.#onAbort);
    this.#detached.resolve();
  }

  /** The command is done: nothing more can abort it. */
  end(): void {
    for (const source of this.#sources) source.removeEventListener('abort', this.#onAbort);
  }

  get #sources(): readonly AbortSignal[] {
    return this.gone ? [this.closed, this.gone] : [this.closed];
  }

  readonly #onAbort = (event: Event): void => {
    this.#controller.abort((event.target as AbortSignal).reason);
  };
}
