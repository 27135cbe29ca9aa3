import type { Schema } from './schema.js';
import { sinceDtdl4 } from './since-dtdl4.js';
import { textSchema } from './string.js';

/** A UUID of any version, kept as written (RFC 9562, section 4). */
export const uuidSchema: Schema<string> = textSchema('uuid', (text) => UUID.test(text), {
  limits: sinceDtdl4('uuid', 'string'),
});

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
