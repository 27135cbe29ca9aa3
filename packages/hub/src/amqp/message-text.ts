import type { Message } from 'rhea';
import rhea from 'rhea';

const UUID_BYTES = 16;

/** The bytes of a body: what its sections of data hold, or the text it is. */
export function bytesOf(body: unknown): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  if (Buffer.isBuffer(body)) return body;
  const content: unknown =
    typeof body === 'object' && body !== null && 'content' in body ? body.content : undefined;
  if (Array.isArray(content)) return Buffer.concat(content.map((part: unknown) => bytesOf(part)));
  return content === undefined || content === body ? Buffer.alloc(0) : bytesOf(content);
}

export function textOf(body: unknown): string {
  return bytesOf(body).toString('utf8');
}

/** An id as text: some clients write it as an AMQP uuid. `undefined` when there is none. */
export function idOf(id: Message['message_id']): string | undefined {
  if (id === undefined || id === null) return undefined;
  if (!Buffer.isBuffer(id)) return String(id);
  return id.length === UUID_BYTES ? rhea.uuid_to_string(id) : id.toString('utf8');
}
