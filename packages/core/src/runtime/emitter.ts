import { telemetryMessage } from '../convention.js';
import type { TelemetryOperation } from '../middleware.js';
import type { TelemetryMessage } from '../plugin/transport.js';
import { messageOf, type SessionContext } from './context.js';
import { pipeline } from './pipeline.js';

/** Takes telemetry through the middleware and encodes it, once. */
export interface Emitter {
  emit(operation: TelemetryOperation): void;
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
  const encode = (operation: TelemetryOperation) => {
    const message = telemetryMessage(operation);
    const bytes = sizeOf(message);
    if (bytes <= limit) push(message);
    else {
      const { component } = operation;
      const error = `${bytes} bytes, the limit is ${limit}`;
      const fields = { code: 'PNP_MESSAGE_TOO_LARGE', component, bytes, limit, error } as const;
      counters.telemetry.refused += 1;
      tell('error', 'a telemetry message is too large, not sent', fields);
    }
  };
  const through = pipeline(context, 'telemetry', async (operation) => encode(operation));
  if (!through) return { emit: encode, settled: async () => {} };
  let line = Promise.resolve(); // one after the other: a slow hook must not reorder messages
  return {
    emit(operation) {
      line = line
        .then(async () => void (await through(operation)))
        .catch((error: unknown) => {
          log.error('telemetry middleware failed, message dropped', { error: messageOf(error) });
        });
    },
    settled: () => line,
  };
}

const encoder = new TextEncoder();
/** `2026-01-01T00:00:00.000Z` */
const TIME_BYTES = 24;

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
