import { telemetryMessage } from '../convention.js';
import type { TelemetryOperation } from '../middleware.js';
import type { TelemetryMessage } from '../plugin/transport.js';
import { messageOf, type SessionContext } from './context.js';
import { pipeline } from './pipeline.js';

/** Takes telemetry through the middleware and encodes it, once. */
export interface Emitter {
  emit(operation: TelemetryOperation): void;
  /** A message that is encoded already, past the middleware. */
  pass(message: TelemetryMessage): void;
  /** Resolves when what was emitted so far has passed the middleware. */
  settled(): Promise<void>;
}

export interface EmitterOptions {
  readonly maxMessageBytes: number;
  readonly push: (message: TelemetryMessage) => void;
}

export function createEmitter(context: SessionContext, options: EmitterOptions): Emitter {
  const { log, tell, counters } = context;
  const { maxMessageBytes: limit, push } = options;
  const pass = (message: TelemetryMessage) => {
    if (fits(message, limit)) push(message);
    else {
      const { component } = message;
      const bytes = sizeOf(message);
      const error = `${bytes} bytes, the limit is ${limit}`;
      const fields = { code: 'PNP_MESSAGE_TOO_LARGE', component, bytes, limit, error } as const;
      counters.telemetry.refused += 1;
      tell('error', 'a telemetry message is too large, not sent', fields);
    }
  };
  const encode = (operation: TelemetryOperation) => pass(telemetryMessage(operation));
  const through = pipeline(context, 'telemetry', async (operation) => encode(operation));
  if (!through) return { emit: encode, pass, settled: async () => {} };
  let line = Promise.resolve(); // one after the other: a slow hook must not reorder messages
  return {
    emit(operation) {
      line = line
        .then(async () => void (await through(operation)))
        .catch((error: unknown) => {
          log.error('telemetry middleware failed, message dropped', { error: messageOf(error) });
        });
    },
    pass,
    settled: () => line,
  };
}

const encoder = new TextEncoder();
/** `2026-01-01T00:00:00.000Z` */
const TIME_BYTES = 24;
/** More than the content type, the encoding, the time and the name of an output have. */
const ROOM = 4_096;

/** A character of a string has three bytes at most: most messages need no counting. */
export function fits(message: TelemetryMessage, limit: number): boolean {
  let characters = message.body.length;
  const { properties } = message;
  for (const key in properties) characters += key.length + (properties[key] as string).length;
  return characters * 3 + ROOM <= limit || sizeOf(message) <= limit;
}

/** In bytes, as IoT Hub counts them: body, names and values of properties, values of the hub's own (content type, encoding, creation time). */
export function sizeOf(message: TelemetryMessage): number {
  const { body, contentType, contentEncoding, output = '', properties } = message;
  let bytes = encoder.encode(body).byteLength + TIME_BYTES;
  bytes += contentType.length + contentEncoding.length + output.length;
  for (const [key, value] of Object.entries(properties)) {
    bytes += encoder.encode(key).byteLength + encoder.encode(value).byteLength;
  }
  return bytes;
}
