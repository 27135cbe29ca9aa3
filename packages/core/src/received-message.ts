import { schemaOf, SchemaError, type Infer, type SchemaLike } from '@iotpnp/model';
import type { InboundMessage } from './plugin/inbound-message.js';

/** A message as an app's handler gets it. */
export interface ReceivedMessage extends InboundMessage {
  /** The body as UTF-8 text. */
  text(): string;
  /** The body as JSON. @throws {SchemaError} when it is none. */
  json(): unknown;
  /** The body as a value of a schema: `message.read('double')`. @throws {SchemaError} when it does not fit. */
  read<const S extends SchemaLike>(schema: S): Infer<S>;
}

export function receivedMessage(message: InboundMessage): ReceivedMessage {
  const text = () => new TextDecoder().decode(message.body);
  const json = (): unknown => {
    try {
      return JSON.parse(text());
    } catch {
      throw new SchemaError('the message is no JSON');
    }
  };
  return {
    ...message,
    text,
    json,
    read: (schema) => schemaOf(schema).parse(json(), { path: 'message' }),
  };
}
