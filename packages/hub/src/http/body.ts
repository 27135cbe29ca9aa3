import type { IncomingMessage } from 'node:http';
import { isJsonObject, type JsonObject } from '@iotpnp/model';
import { decodeJson } from '../state/json-text.js';

/** A body is above what is taken. */
export class TooLarge extends Error {}

/**
 * The whole body. `fits` is asked before each piece is kept; what is not read is left to the caller.
 * @throws TooLarge as soon as that shows
 */
export async function bodyOf(
  message: IncomingMessage,
  maxBytes: number,
  fits: (bytes: number) => boolean = () => true,
): Promise<Buffer> {
  const tooLarge = `a body may have ${maxBytes} bytes here`;
  if (Number(message.headers['content-length'] ?? 0) > maxBytes) throw new TooLarge(tooLarge);
  const chunks: Buffer[] = [];
  let size = 0;
  const pieces: AsyncIterable<Buffer> = message.iterator({ destroyOnReturn: false });
  for await (const piece of pieces) {
    size += piece.length;
    if (size > maxBytes || !fits(piece.length)) throw new TooLarge(tooLarge);
    chunks.push(piece);
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
