import { addAbortSignal, Readable } from 'node:stream';
import type { RequestPolicyFactory } from '@azure/storage-blob';
import type { FileUpload } from '@iotpnp/core';
import { HubAgent } from './hub-agent.js';
import { storageHttp } from './storage-http.js';

/** Where the hub wants a file, as its answer says. */
export interface BlobPlace {
  readonly correlationId: string;
  readonly hostName: string;
  readonly containerName: string;
  readonly blobName: string;
  /** A secret, with the `?` in front. */
  readonly sasToken: string;
}

export interface StoreOptions {
  readonly ca: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A block at a time, two on their way: a file is never in memory as a whole. */
const BLOCK_BYTES = 4 * 1_024 * 1_024;
const BLOCKS_AT_ONCE = 2;

/** Writes a file to the place, and returns the storage's status. Blocks that get lost are sent again. */
export async function storeBlob(
  place: BlobPlace,
  content: FileUpload['content'],
  { ca, signal }: StoreOptions,
): Promise<number> {
  // Large, and most devices upload nothing.
  const storage = await import('@azure/storage-blob');
  const http = ca === undefined ? {} : httpTrusting(ca, storage.HttpHeaders);
  const pipeline = storage.newPipeline(new storage.AnonymousCredential(), {
    ...http,
    retryOptions: { maxTries: 3, retryDelayInMs: 1_000 },
    keepAliveOptions: { enable: false },
  });
  const stream = Readable.from(buffers(content), { objectMode: false });
  if (signal) {
    pipeline.factories.unshift(abortedBy(signal));
    addAbortSignal(signal, stream);
  }
  try {
    const blob = new storage.BlockBlobClient(urlOf(place), pipeline);
    const stored = await blob.uploadStream(stream, BLOCK_BYTES, BLOCKS_AT_ONCE);
    return stored._response.status; // oxlint-disable-line no-underscore-dangle -- that is its name
  } finally {
    stream.destroy();
  }
}

/** The client passes its own option for this on to the last of its requests only. */
function abortedBy(abortSignal: AbortSignal): RequestPolicyFactory {
  return {
    create: (next) => ({
      sendRequest: (request) => next.sendRequest(Object.assign(request, { abortSignal })),
    }),
  };
}

function httpTrusting(
  ca: string,
  Headers: Parameters<typeof storageHttp>[1],
): { httpClient: ReturnType<typeof storageHttp> } {
  return { httpClient: storageHttp(new HubAgent({ ca }), Headers) };
}

function urlOf({ hostName, containerName, blobName, sasToken }: BlobPlace): string {
  const path = blobName.split('/').map(encodeURIComponent).join('/');
  return `https://${hostName}/${encodeURIComponent(containerName)}/${path}${sasToken}`;
}

async function* buffers(content: FileUpload['content']): AsyncGenerator<Buffer> {
  for await (const { buffer, byteOffset, byteLength } of content) {
    yield Buffer.from(buffer, byteOffset, byteLength);
  }
}
