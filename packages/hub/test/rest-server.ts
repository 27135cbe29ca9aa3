import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { errorAnswer } from '../src/http/http-request.js';
import { TooLarge } from '../src/http/body.js';
import { restRequest } from '../src/rest/rest-requests.js';
import type { HubState } from '../src/state/hub-state.js';
import { sasToken } from './sas-token.js';

const HOST = 'hub.test';

export interface RestReply {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface Asked {
  /** What is no text goes as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whose token it has; `null` for none. */
  readonly policy?: string | null;
}

/** The service side of a state core, over plain HTTP. */
export interface RestServer extends AsyncDisposable {
  ask(method: string, path: string, asked?: Asked): Promise<RestReply>;
}

/** Serves a state core; its clients have the token of a policy, the owner's by default. */
export async function restServer(state: HubState): Promise<RestServer> {
  const server = createServer((message, response) => {
    const { pathname, searchParams: query } = new URL(message.url ?? '/', 'http://hub');
    const path = pathname.split('/').slice(1).map(decodeURIComponent);
    const isOurs = (host: string): boolean => host === HOST;
    const context = { state, isOurs, hostName: () => HOST };
    const asked = { method: message.method ?? '', path, query, message };
    restRequest(asked, context)
      .catch((error: unknown) => {
        if (error instanceof TooLarge) return errorAnswer(413, 'RequestTooLarge', error.message);
        throw error;
      })
      .then(
        (answer) => {
          const { status = 404, headers = {}, body } = answer ?? {};
          response.writeHead(status, headers).end(body);
          message.resume();
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const tokenOf = (name: string): string => {
    const key = state.policies.find(name)?.primaryKey ?? '';
    return `${sasToken({ sr: HOST, key, expiresAt: state.clock.now() + 60_000 })}&skn=${name}`;
  };
  return {
    ask: (method, path, { body, headers, policy = 'iothubowner' } = {}) =>
      new Promise((resolve, reject) => {
        const authorization = policy === null ? {} : { authorization: tokenOf(policy) };
        const options = { port, method, path, headers: { ...authorization, ...headers } };
        const asked = request(options, (response) => {
          const { statusCode: status, headers: answered } = response;
          text(response).then(
            (told) => resolve({ status, headers: answered, body: parsed(told) }),
            reject,
          );
        });
        asked.on('error', reject);
        asked.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parsed(told: string): unknown {
  return told === '' ? undefined : JSON.parse(told);
}
