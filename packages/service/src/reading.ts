import type { PnpError } from '@iotpnp/model';
import type { CallOptions } from './call-options.js';

/** An iterator over what comes in. Ends when its signal is aborted, or the service is closed. */
export interface Reading<T> extends AsyncIterableIterator<T, undefined>, AsyncDisposable {
  /**
   * Resolves once the hub sends; what happens from then on is read. Iterating opens by itself.
   * @throws PNP_SERVICE_UNREACHABLE, PNP_SERVICE_UNTRUSTED, PNP_SERVICE_UNAUTHORIZED, ...
   */
  open(): Promise<void>;
}

export type ReadingOptions = CallOptions;

/** Takes what comes in. `taken` is called when the reader has it: the next may come. */
export type Sink<T> = (item: T, taken: () => void) => void;

/** A connection that is read. */
export interface Attachment {
  /** Resolves when it is over, with the reason. */
  readonly ended: Promise<PnpError>;
  close(): void;
}

/** Where a {@link Reading} comes from: begins again where it left off, each time it is called. */
export type Attach<T> = (sink: Sink<T>, signal: AbortSignal) => Promise<Attachment>;
