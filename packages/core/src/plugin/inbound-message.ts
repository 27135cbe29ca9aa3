/** A message from the cloud to the device, or from another module to an input of this one. */
export interface InboundMessage {
  /** The module input it came to; absent on a cloud-to-device message. */
  readonly input?: string;
  readonly body: Uint8Array;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly messageId?: string;
  readonly correlationId?: string;
  /** Properties of the application, without the hub's own. */
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * What becomes of a message: `complete` takes it from the hub's queue, `reject` does so as a failure, `abandon`
 * asks for it again. A transport that can only complete (MQTT) completes all three.
 */
export type MessageOutcome = 'complete' | 'reject' | 'abandon';
