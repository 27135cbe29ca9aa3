import type { CallOptions } from './call-options.js';

/** What is said beside the body of a message to a device. */
export interface SendOptions extends CallOptions {
  /** Of the hub's feedback: `full` tells of every end of the message. Default none. */
  readonly ack?: 'none' | 'positive' | 'negative' | 'full' | undefined;
  /** Without it one is made. */
  readonly messageId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  /** Those of the application. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
  /** Default: the hub's, an hour unless it is configured. */
  readonly expiresAt?: Date | undefined;
}

/** What became of a message to a device. */
export interface Feedback {
  /** Of the message that was sent. */
  readonly messageId: string;
  readonly deviceId: string;
  /** `Success`, `Expired`, `DeliveryCountExceeded`, `Rejected` or `Purged`. */
  readonly status: string;
  readonly description: string;
  /** When it came to this. */
  readonly time: Date;
}
