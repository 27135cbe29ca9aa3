import { request as send, type Agent } from 'node:https';
import { text } from 'node:stream/consumers';
import type {
  HttpHeaders,
  HttpOperationResponse,
  IHttpClient,
  WebResource,
} from '@azure/storage-blob';

type Body = string | Uint8Array | NodeJS.ReadableStream | undefined;

/** Requests of the storage client through an agent of ours: its own client takes none, so it trusts no certificate but the system's. */
export function storageHttp(agent: Agent, Headers: typeof HttpHeaders): IHttpClient {
  return {
    sendRequest: (resource) =>
      new Promise<HttpOperationResponse>((resolve, reject) => {
        const { url, method, headers, abortSignal } = resource;
        const request = send(url, { method, agent, headers: headers.rawHeaders() }, (response) => {
          const answer = (bodyAsText: string): HttpOperationResponse => ({
            request: resource,
            status: response.statusCode ?? 0,
            headers: new Headers(response.headers as Record<string, string>),
            bodyAsText,
          });
          text(response).then((body) => resolve(answer(body)), reject);
        });
        request.on('error', reject);
        const onAbort = () => request.destroy(new Error('the upload was aborted'));
        if (abortSignal?.aborted) onAbort();
        abortSignal?.addEventListener('abort', onAbort);
        request.on('close', () => abortSignal?.removeEventListener('abort', onAbort));
        const body = bodyOf(resource);
        if (typeof body === 'object' && 'pipe' in body) body.pipe(request);
        else request.end(body);
      }),
  };
}

function bodyOf({ body }: WebResource): Body {
  return (typeof body === 'function' ? (body as () => unknown)() : body) as Body;
}
