import type { HubClock } from '../clock.js';
import type { FeedbackRecord, FeedbackStatus } from '../feedback-record.js';
import { namesOf } from '../target.js';
import type { EventLog } from './event-log.js';
import type { OutgoingMessage } from './outgoing-message.js';
import type { Registry } from './registry.js';
import { ServiceQueue } from './service-queue.js';

interface Surroundings {
  readonly clock: HubClock;
  readonly log: EventLog;
  readonly registry: Registry;
}

/** Tells the senders of cloud-to-device messages what became of them, those that asked for it. */
export class Feedback {
  /** Records that back ends have not taken yet. */
  readonly queue: ServiceQueue<FeedbackRecord>;
  readonly #clock: HubClock;
  readonly #log: EventLog;
  readonly #registry: Registry;

  constructor({ clock, log, registry }: Surroundings) {
    this.queue = new ServiceQueue(clock);
    this.#clock = clock;
    this.#log = log;
    this.#registry = registry;
  }

  tell(message: OutgoingMessage, statusCode: FeedbackStatus): void {
    if (!isAskedFor(message, statusCode)) return;
    const { deviceId } = namesOf(message.target);
    const feedback: FeedbackRecord = Object.freeze({
      originalMessageId: message.messageId,
      enqueuedTimeUtc: new Date(this.#clock.now()).toISOString(),
      statusCode,
      description: statusCode,
      deviceId,
      deviceGenerationId: this.#registry.find(deviceId)?.generationId ?? '',
    });
    this.queue.add(feedback);
    this.#log.record({ type: 'feedback', deviceId, feedback });
  }
}

function isAskedFor({ ack }: OutgoingMessage, statusCode: FeedbackStatus): boolean {
  return ack === 'full' || ack === (statusCode === 'Success' ? 'positive' : 'negative');
}
