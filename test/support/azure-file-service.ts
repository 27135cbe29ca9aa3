import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { memoryStore } from '../../packages/hub/src/store/hub-store.js';
import { certificatesFor } from '../../packages/hub/src/tls/certificates.js';

/** What a request is answered with in place of the usual. */
export interface Refusal {
  readonly status: number;
  readonly body?: string;
}

/** A hub's file interface and its storage, which fail when told to: the embedded hub's never do. */
export interface AzureFileService extends AsyncDisposable {
  /** What goes into `HostName=`. */
  readonly hostName: string;
  readonly ca: string;
  readonly blobs: ReadonlyMap<string, Buffer>;
  /** What devices said became of their uploads. */
  readonly notices: readonly unknown[];
  /** By the beginning of `METHOD path`. */
  readonly refusals: Map<string, Refusal>;
  /** Requests whose beginning is here are never answered. */
  readonly ignored: Set<string>;
  /** The `METHOD path` of each request so far. */
  readonly requests: readonly string[];
}

const BLOCK_ID = /<Latest>([^<]+)<\/Latest>/g;

export async function azureFileService(): Promise<AzureFileService> {
  const { ca, key, certificate } = await certificatesFor(memoryStore(), ['localhost'], new Date());
  const blocks = new Map<string, Buffer>();
  const blobs = new Map<string, Buffer>();
  const notices: unknown[] = [];
  const refusals = new Map<string, Refusal>();
  const ignored = new Set<string>();
  const requests: string[] = [];
  let hostName = '';

  async function answer(request: IncomingMessage): Promise<Refusal | undefined> {
    const { pathname, searchParams } = new URL(request.url ?? '', `https://${hostName}`);
    const path = decodeURIComponent(pathname);
    const line = `${request.method} ${path}`;
    const body = await buffer(request);
    requests.push(line);
    if ([...ignored].some((start) => line.startsWith(start))) return undefined;
    const refusal = [...refusals].find(([start]) => line.startsWith(start));
    if (refusal) return refusal[1];
    if (path.includes('/files/notifications/')) {
      notices.push(JSON.parse(body.toString()));
      return { status: 204 };
    }
    if (request.method === 'POST') {
      const { blobName } = JSON.parse(body.toString()) as { blobName: string };
      const place = {
        correlationId: 'upload 1',
        hostName,
        containerName: 'files',
        blobName: `dev1/${blobName}`,
        sasToken: '?sig=secret',
      };
      return { status: 200, body: JSON.stringify(place) };
    }
    if (searchParams.get('comp') === 'block') {
      blocks.set(searchParams.get('blockid') ?? '', body);
    } else {
      const ids = [...body.toString().matchAll(BLOCK_ID)].map((match) => match[1] as string);
      blobs.set(path, Buffer.concat(ids.map((id) => blocks.get(id) as Buffer)));
    }
    return { status: 201 };
  }

  const server = createServer({ key, cert: certificate }, (request, response) => {
    void answer(request).then((given) => {
      if (given) response.writeHead(given.status).end(given.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  hostName = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    hostName,
    ca,
    blobs,
    notices,
    refusals,
    ignored,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
