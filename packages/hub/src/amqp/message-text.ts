import type { Message } from 'rhea';
import rhea from 'rhea';

const UUID_BYTES = 16;

/** Of a body in sections of data. */
const DATA_SECTION = 0x75;

/** The bytes of a body: what its sections of data hold, or the text it is. `undefined` when it has none. */
export function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (Buffer.isBuffer(body)) return body;
  if (typeof body !== 'object' || !('content' in body)) return undefined;
  if (!('typecode' in body) || body.typecode !== DATA_SECTION) return undefined;
  const parts: readonly unknown[] = [body.content].flat();
  return parts.every((part) => Buffer.isBuffer(part)) ? Buffer.concat(parts) : undefined;
}

/** Empty when it is neither bytes nor text. */
export function textOf(body: unknown): string {
  return bytesOf(body)?.toString('utf8') ?? '';
}

/** An id as text: some clients write it as an AMQP uuid. `undefined` when there is none. */
export function idOf(id: Message['message_id']): string | undefined {
  if (id === undefined || id === null) return undefined;
  if (!Buffer.isBuffer(id)) return String(id);
  return id.length === UUID_BYTES ? rhea.uuid_to_string(id) : id.toString('utf8');
}
