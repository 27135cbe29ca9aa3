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

/** Body and property texts in bytes, as a hub counts them. */
export function sizeOf({ body, properties }: TelemetryMessage): number {
  let bytes = encoder.encode(body).byteLength;
  for (const [key, value] of Object.entries(properties)) {
    bytes += encoder.encode(key).byteLength + encoder.encode(value).byteLength;
  }
  return bytes;
}
