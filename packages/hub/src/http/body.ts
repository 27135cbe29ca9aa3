import type { IncomingMessage } from 'node:http';
import { isJsonObject, type JsonObject } from '@iotpnp/model';
import { decodeJson } from '../state/json-text.js';

/** A body is above what is taken. */
export class TooLarge extends Error {
  constructor(maxBytes: number) {
    super(`a body may have ${maxBytes} bytes here`);
  }
}

/** The whole body. @throws TooLarge as soon as that shows */
export async function bodyOf(message: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(message.headers['content-length'] ?? 0) > maxBytes) throw new TooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new TooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body as a JSON object; `undefined` when it is none. @throws TooLarge */
export async function jsonBodyOf(
  message: IncomingMessage,
  maxBytes: number,
): Promise<JsonObject | undefined> {
  const json = decodeJson((await bodyOf(message, maxBytes)).toString('utf8'));
  return isJsonObject(json) ? json : undefined;
}
