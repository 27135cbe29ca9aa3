import { defineSchema } from './define-schema.js';
import { mismatch } from './mismatch.js';
import type { Schema, SchemaContext } from './schema.js';
import { sinceDtdl4 } from './since-dtdl4.js';

/** `Uint8Array`, in the words of every TypeScript version: the later ones name the buffer behind it. */
export type Bytes = ReturnType<Uint8ArrayConstructor['from']>;

/** A `Uint8Array`; on the wire base64 with padding (RFC 4648, section 4). DTDL v4 leaves the JSON form open. */
export const bytesSchema: Schema<Bytes> = defineSchema({
  kind: 'bytes',
  parse,
  serialize,
  toDtdl: () => 'bytes',
  limits: sinceDtdl4('bytes', 'string'),
});

function parse(json: unknown, context?: SchemaContext): Bytes {
  if (typeof json !== 'string' || json.length % 4 !== 0 || !/^[A-Za-z\d+/]*={0,2}$/.test(json)) {
    throw mismatch('bytes as base64', json, context);
  }
  return Uint8Array.from(atob(json), (character) => character.charCodeAt(0));
}

function serialize(value: unknown, context?: SchemaContext): string {
  if (!(value instanceof Uint8Array)) throw mismatch('bytes as a Uint8Array', value, context);
  return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''));
}
