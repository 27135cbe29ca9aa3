import { PnpError, type DeviceIdentity, type FileUpload, type Logger } from '@iotpnp/core';
import type { Client } from 'azure-iot-device';
import { storageFailure, uploadFailure } from '../transport/classify.js';
import type { Done, PendingCalls } from '../transport/pending-calls.js';
import { storeBlob, type BlobPlace } from './store-blob.js';

export interface UploadContext {
  readonly client: Client;
  readonly calls: PendingCalls;
  readonly identity: DeviceIdentity;
  readonly log: Logger;
}

/** Microsoft's client takes the length of a request in characters for its length in bytes. */
const ASCII = /^[\u0020-\u007E]+$/;

/**
 * Asks the hub for a place, writes the file there, tells the hub how that went.
 * @throws {PnpError} `PNP_UPLOAD_NAME_UNFIT`, `PNP_UPLOAD_REFUSED`, `PNP_STORAGE_FAILED`, and the codes of connections.
 */
export async function uploadFile(
  { name, content }: FileUpload,
  context: UploadContext,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!ASCII.test(name)) {
    const message = "with Microsoft's client the name of a file has ASCII characters only";
    throw new PnpError('PNP_UPLOAD_NAME_UNFIT', message, { hint: 'percent-encode the others' });
  }
  const { client, identity } = context;
  const place = await ask<BlobPlace>(context, signal, (done) =>
    client.getBlobSharedAccessSignature(name, done as () => void),
  );
  const tell = (stored: boolean, status: number, waits: AbortSignal | undefined) =>
    ask<void>(context, waits, (done) =>
      client.notifyBlobUploadStatus(
        place.correlationId,
        stored,
        status,
        stored ? 'stored' : 'failed',
        done,
      ),
    );
  let status: number;
  try {
    status = await storeBlob(place, content, { ca: identity.ca, signal });
  } catch (error) {
    const told = tell(false, statusOf(error), undefined).catch((reason: unknown) =>
      context.log.debug('the hub could not be told of a failed upload', { error: String(reason) }),
    );
    signal?.throwIfAborted(); // without waiting: the network may be what the caller is tired of
    await told;
    throw storageFailure(error);
  }
  await tell(true, status, signal);
}

/** One request to the hub. The client cannot stop what it has begun; an abort no longer waits for it. */
function ask<T>(
  { calls, identity }: UploadContext,
  signal: AbortSignal | undefined,
  start: (done: Done<T>) => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal?.reason);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    calls
      .call<T>((done) => void start(done))
      .then(
        (answer) => resolve(answer as T),
        (error: unknown) => reject(uploadFailure(error, identity.hub)),
      )
      .finally(() => signal?.removeEventListener('abort', onAbort));
  });
}

/** The storage's, or -1 when it was not heard: what the client itself tells the hub then. */
function statusOf(error: unknown): number {
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : -1;
}
