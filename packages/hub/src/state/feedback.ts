import type { HubClock } from '../clock.js';
import type { FeedbackRecord, FeedbackStatus } from '../feedback-record.js';
import { namesOf } from '../target.js';
import type { EventLog } from './event-log.js';
import type { Change, Journal } from './journal.js';
import type { OutgoingMessage } from './outgoing-message.js';
import type { Registry } from './registry.js';
import { ServiceQueue } from './service-queue.js';

interface Surroundings {
  readonly clock: HubClock;
  readonly log: EventLog;
  readonly registry: Registry;
  readonly journal: Journal;
}

/** What is told of one message, before it is told. */
export interface News {
  /** What keeps it; none when nobody asked. */
  readonly changes: readonly Change[];
  /** Once that is kept. */
  tell(): void;
}

const NO_NEWS: News = { changes: [], tell: () => {} };

/** Tells the senders of cloud-to-device messages what became of them, those that asked for it. */
export class Feedback {
  /** Records that back ends have not taken yet. */
  readonly queue: ServiceQueue<FeedbackRecord>;
  readonly #clock: HubClock;
  readonly #log: EventLog;
  readonly #registry: Registry;

  constructor({ clock, log, registry, journal }: Surroundings) {
    this.queue = new ServiceQueue(clock, { journal, kind: 'feedback' });
    this.#clock = clock;
    this.#log = log;
    this.#registry = registry;
  }

  /** To be kept together with what has become of the message, and told after that. */
  of(message: OutgoingMessage, statusCode: FeedbackStatus): News {
    if (!isAskedFor(message, statusCode)) return NO_NEWS;
    const { deviceId } = namesOf(message.target);
    const feedback: FeedbackRecord = Object.freeze({
      originalMessageId: message.messageId,
      enqueuedTimeUtc: new Date(this.#clock.now()).toISOString(),
      statusCode,
      description: statusCode,
      deviceId,
      deviceGenerationId: this.#registry.find(deviceId)?.generationId ?? '',
    });
    const planned = this.queue.plan(feedback);
    return {
      changes: planned.changes,
      tell: () => {
        planned.add();
        this.#log.record({ type: 'feedback', deviceId, feedback });
      },
    };
  }
}

function isAskedFor({ ack }: OutgoingMessage, statusCode: FeedbackStatus): boolean {
  return ack === 'full' || ack === (statusCode === 'Success' ? 'positive' : 'negative');
}
