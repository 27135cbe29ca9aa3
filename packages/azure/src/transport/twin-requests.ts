import type { Twin } from '@iotpnp/core';
import type { JsonObject } from '@iotpnp/model';
import { sendFailure, twinFailure } from './classify.js';
import type { Done, PendingCalls } from './pending-calls.js';
import type { SdkTransport } from './sdk-transport.js';

/** Requests about the twin, with the status of their answers: the client takes any for a success that has no body. */
export class TwinRequests {
  constructor(
    readonly transport: SdkTransport,
    readonly calls: PendingCalls,
    readonly hub: string,
  ) {}

  async read(): Promise<Twin> {
    // The client's types know of no `$version`; the document has it.
    const twin: unknown = await this.#ask((done) => this.transport.getTwin(done));
    return twin as Twin;
  }

  async report(patch: JsonObject): Promise<void> {
    await this.#ask((done) => this.transport.updateTwinReportedProperties(patch, done));
  }

  async #ask<T>(start: (done: Done<T>) => void): Promise<T | undefined> {
    let status = 0;
    const answered = this.calls.call<T>((done) =>
      start((error, result) => {
        status = this.transport.twinStatus;
        done(error, result);
      }),
    );
    const result = await answered.catch((error: unknown) => {
      throw status >= 300 ? twinFailure(status, error) : sendFailure(error, this.hub);
    });
    if (status >= 300) throw twinFailure(status, 'no reason given');
    return result;
  }
}
