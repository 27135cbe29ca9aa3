import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';

export interface WorkloadDaemon extends AsyncDisposable {
  /** `unix://...` */
  readonly uri: string;
  /** The requests that were signed, by their address. */
  readonly signedFor: Set<string>;
}

/** As much of IoT Edge's security daemon as a module sees: it signs by the module's key and has the trust bundle. */
export async function workloadDaemon(
  folder: string,
  { key, trustBundle }: { readonly key: string; readonly trustBundle: string },
): Promise<WorkloadDaemon> {
  const socket = path.join(folder, 'workload.sock');
  const signedFor = new Set<string>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const answer = (status: number, content: object): void =>
        void response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(JSON.stringify(content));
      const address = request.url ?? '';
      if (request.method === 'GET' && address.startsWith('/trust-bundle?api-version=')) {
        return answer(200, { certificate: trustBundle });
      }
      const { keyId, algo, data } = JSON.parse(body) as Record<'keyId' | 'algo' | 'data', string>;
      if (keyId !== 'primary' || algo !== 'HMACSHA256') return answer(400, { message: 'no' });
      signedFor.add(address);
      const hmac = createHmac('sha256', Buffer.from(key, 'base64'));
      return answer(200, { digest: hmac.update(Buffer.from(data, 'base64')).digest('base64') });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(socket, resolve);
  });
  return {
    uri: `unix://${socket}`,
    signedFor,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
