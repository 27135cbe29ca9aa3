/** What became of a cloud-to-device message. `Rejected` takes a protocol that can: MQTT cannot. */
export type FeedbackStatus =
  | 'Success'
  | 'Expired'
  | 'DeliveryCountExceeded'
  | 'Rejected'
  | 'Purged';

/** What the sender of a cloud-to-device message is told, when it asked for it. Names are IoT Hub's. */
export interface FeedbackRecord {
  readonly originalMessageId: string;
  /** When it was decided, as ISO 8601. */
  readonly enqueuedTimeUtc: string;
  readonly statusCode: FeedbackStatus;
  readonly description: string;
  readonly deviceId: string;
  readonly deviceGenerationId: string;
}
