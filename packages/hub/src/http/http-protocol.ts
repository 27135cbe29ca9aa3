import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Protocol } from '../tls/front-door.js';
import { TooLarge } from './body.js';
import { blobRequest } from './blob-requests.js';
import { fileRequest } from './file-requests.js';
import { errorAnswer, type Answer, type HttpContext, type HttpRequest } from './http-request.js';

/** A client that is silent for so long, in the middle of a request or between two, is let go. */
const SILENCE_MS = 60_000;
const MAX_HEADERS_BYTES = 16 * 1024;
const [FIRST_LETTER, LAST_LETTER] = ['B', 'Z'].map((letter) => letter.charCodeAt(0)) as [
  number,
  number,
];

/** Each answers what it knows, and leaves the rest to the next. */
const ROUTES = [fileRequest, blobRequest];

/** HTTP/1.1: how devices upload files. Methods begin with a capital letter; so does AMQP, with an A. */
export function httpProtocol(context: HttpContext): Protocol {
  const server = createServer({ maxHeaderSize: MAX_HEADERS_BYTES }, (request, response) => {
    void answer(request, response, context);
  });
  server.timeout = SILENCE_MS;
  return {
    recognises: (firstByte) => firstByte >= FIRST_LETTER && firstByte <= LAST_LETTER,
    accept(socket, first) {
      socket.pause();
      socket.unshift(first);
      server.emit('connection', socket);
      socket.resume();
    },
  };
}

/** Never rejects: whatever is wrong with a request ends that request alone. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: HttpContext,
): Promise<void> {
  try {
    send(response, await route(request, context));
  } catch (error) {
    const tooLarge = error instanceof TooLarge;
    const text = tooLarge ? error.message : 'the request cannot be understood';
    // What is left of the request is not read: the connection is of no use any more.
    response.setHeader('connection', 'close');
    send(
      response,
      errorAnswer(tooLarge ? 413 : 400, tooLarge ? 'RequestTooLarge' : 'BadFormat', text),
    );
  }
}

async function route(message: IncomingMessage, context: HttpContext): Promise<Answer> {
  const request = parsed(message);
  for (const each of ROUTES) {
    const answered = await each(request, context);
    if (answered !== undefined) return answered;
  }
  return errorAnswer(404, 'NotFound', 'nothing is served here');
}

function parsed(message: IncomingMessage): HttpRequest {
  const { pathname, searchParams } = new URL(message.url ?? '/', 'https://hub');
  const path = pathname.split('/').slice(1).map(decodeURIComponent);
  return { method: message.method ?? '', path, query: searchParams, message };
}

function send(response: ServerResponse, { status, json }: Answer): void {
  const body = json === undefined ? '' : JSON.stringify(json);
  // Microsoft's clients parse JSON only where the answer says so.
  if (json !== undefined) response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('content-length', Buffer.byteLength(body));
  response.writeHead(status).end(body);
}
