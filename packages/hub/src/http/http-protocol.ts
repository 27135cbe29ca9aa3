import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { PnpError } from '@iotpnp/model';
import type { HubClock } from '../clock.js';
import type { Protocol } from '../tls/front-door.js';
import { toldOf } from '../told.js';
import type { Upgrade } from '../websocket/web-sockets.js';
import { TooLarge } from './body.js';
import { SocketWatch } from './socket-watch.js';
import { errorAnswer, type Answer, type HttpRequest, type Route } from './http-request.js';

const MAX_HEADERS_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
const [FIRST_LETTER, LAST_LETTER] = ['B', 'Z'].map((letter) => letter.charCodeAt(0)) as [
  number,
  number,
];

/** What is served, and by what clock its deadlines are. */
interface Service {
  readonly clock: HubClock;
  /** What stands first is asked first. */
  readonly routes: readonly Route[];
}

/**
 * HTTP/1.1, and by `upgrade` what begins as it. Methods begin with a capital letter; so does AMQP, with
 * the A that no method here begins with.
 */
export function httpProtocol({ clock, routes }: Service, upgrade: Upgrade): Protocol {
  // Node's own deadlines for headers and requests work only in servers that listen.
  const watches = new WeakMap<Duplex, SocketWatch>();
  const server = createServer({ maxHeaderSize: MAX_HEADERS_BYTES }, (request, response) => {
    const watch = watches.get(request.socket);
    watch?.asked(request, response);
    answer(request, response, routes)
      .catch(() => response.destroy())
      .finally(() => watch?.answered(response));
  });
  server.maxHeadersCount = MAX_HEADERS;
  server.on('upgrade', (request, socket, head) => {
    watches.get(socket)?.passTo(() => upgrade(request, socket, head));
  });
  return {
    recognises: (firstByte) => firstByte >= FIRST_LETTER && firstByte <= LAST_LETTER,
    accept(socket, first) {
      socket.pause();
      socket.unshift(first);
      watches.set(socket, new SocketWatch(socket, clock));
      server.emit('connection', socket);
      socket.resume();
    },
  };
}

/** Whatever is wrong with a request ends that request alone. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
): Promise<void> {
  try {
    send(response, await route(request, routes));
  } catch (error) {
    const answered =
      error instanceof TooLarge
        ? errorAnswer(413, 'RequestTooLarge', error.message)
        : errorAnswer(500, 'ServerError', told(error));
    send(response, answered);
  } finally {
    // The rest of a body nobody wanted: a connection closed under its client takes the answer with it.
    request.resume();
  }
}

/** Messages of errors of this project hold no secret; others may hold what was sent. */
function told(error: unknown): string {
  return error instanceof PnpError ? toldOf(error) : 'an error inside the hub';
}

async function route(message: IncomingMessage, routes: readonly Route[]): Promise<Answer> {
  const request = parsed(message);
  if (request === undefined) return errorAnswer(400, 'BadFormat', 'the address is malformed');
  for (const each of routes) {
    const answered = await each(request);
    if (answered !== undefined) return answered;
  }
  return errorAnswer(404, 'NotFound', 'nothing is served here');
}

function parsed(message: IncomingMessage): HttpRequest | undefined {
  try {
    const { pathname, searchParams } = new URL(message.url ?? '/', 'https://hub');
    const path = pathname
      .split('/')
      .slice(1)
      .map((part) => decodeURIComponent(part));
    return { method: message.method ?? '', path, query: searchParams, message };
  } catch {
    // Neither a URL, nor percent-encoded.
    return undefined;
  }
}

function send(response: ServerResponse, answered: Answer): void {
  const { status, headers, body = '', afterwards } = answered;
  if (afterwards !== undefined) response.once('close', afterwards);
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length }).end(body);
}
