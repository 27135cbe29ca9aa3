import { isJsonObject, type JsonObject } from '@iotpnp/model';
import type { ConnectionError } from '../plugin/connection-error.js';
import type { InboundMessage, MessageOutcome } from '../plugin/inbound-message.js';
import type { CommandRequest, CommandResult, DeviceSink } from '../plugin/transport.js';
import type { Endpoint } from './endpoint.js';

export interface SinkOptions {
  readonly endpoint: Endpoint;
  readonly down: (cause: ConnectionError) => void;
  /** Reads the twin anew. Never rejects; false when a patch was missed meanwhile. */
  readonly read: () => Promise<boolean>;
  /** What the endpoint threw: nothing of it may reach the transport. */
  readonly failed: (error: unknown) => void;
}

/** The sink of one link: deaf once that link is given up. */
export class Sink implements DeviceSink {
  readonly #gone = new AbortController();
  /** The first read is not this one's: until it is handled, none that is called for is made. */
  #reading = true;
  #again = false;

  constructor(readonly options: SinkOptions) {}

  get open(): boolean {
    return !this.#gone.signal.aborted;
  }

  /** No answer can reach a caller any more, and nothing is heard. */
  close(): void {
    this.#gone.abort(new Error('the link is gone'));
  }

  desired(patch: JsonObject): void {
    if (!this.open) return;
    try {
      // A transport passes on what it was sent: it may be anything.
      if (!isJsonObject(patch) || !this.options.endpoint.desired(patch)) this.resync();
    } catch (error) {
      this.options.failed(error);
    }
  }

  command(request: CommandRequest): Promise<CommandResult> {
    const { signal } = this.#gone;
    const signals = request.signal ? [request.signal, signal] : [signal];
    return this.options.endpoint.command({ ...request, signal: AbortSignal.any(signals) });
  }

  message(message: InboundMessage): Promise<MessageOutcome> {
    return this.options.endpoint.message(message, this.#gone.signal);
  }

  resync(): void {
    this.#again = true;
    if (!this.#reading) void this.#readUntilGapless();
  }

  /** The first read is handled: what called for another meanwhile gets it. */
  begin(): void {
    this.#reading = false;
    if (this.#again) void this.#readUntilGapless();
  }

  down(cause: ConnectionError): void {
    if (this.open) this.options.down(cause);
  }

  /** One read at a time; what calls for another while one is under way is served by the next. */
  async #readUntilGapless(): Promise<void> {
    this.#reading = true;
    while (this.#again && this.open) {
      this.#again = false;
      if (!(await this.options.read())) this.#again = true;
    }
    this.#reading = false;
  }
}
