import type {
  CallOptions,
  ConnectRequest,
  FileUpload,
  JsonObject,
  Link,
  TelemetryMessage,
  Twin,
} from '@iotpnp/core';

/** The hub's side of a link: every call is checked to come over the link that stands. */
export interface LinkEnd {
  /** What stands for the transport's own client. */
  readonly native: unknown;
  /** Throws unless this link is the one that stands. */
  reach(request: ConnectRequest): void;
  telemetry(message: TelemetryMessage): Promise<void>;
  twin(): Twin | Promise<Twin>;
  report(patch: JsonObject): Promise<void>;
  upload(name: string, content: Uint8Array): void;
  closed(request: ConnectRequest): void;
  /** What this link can do. */
  readonly can: { readonly twin: boolean; readonly upload: boolean };
}

/** A link of one request; what it cannot do it does not have. */
export function memoryLink(request: ConnectRequest, end: LinkEnd): Link {
  return {
    native: end.native,
    async telemetry(message) {
      end.reach(request);
      await end.telemetry(message);
    },
    async [Symbol.asyncDispose]() {
      end.closed(request);
    },
    ...(end.can.twin && {
      async twin() {
        end.reach(request);
        return end.twin();
      },
      async report(patch: JsonObject) {
        end.reach(request);
        await end.report(structuredClone<JsonObject>(patch));
      },
    }),
    ...(end.can.upload && {
      async upload({ name, content }: FileUpload, { signal }: CallOptions = {}) {
        end.reach(request);
        const bytes = await collected(content, signal);
        end.reach(request);
        end.upload(name, bytes);
      },
    }),
  };
}

async function collected(
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) {
    signal?.throwIfAborted();
    chunks.push(chunk);
  }
  signal?.throwIfAborted();
  return Buffer.concat(chunks);
}
