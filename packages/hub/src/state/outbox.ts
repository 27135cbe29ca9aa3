import type { HubClock } from '../clock.js';
import { hubError } from '../error-codes.js';
import type { MessageDroppedEvent } from '../hub-event.js';
import { namesOf } from '../target.js';
import type { Batches } from './batches.js';
import type { Connections } from './connections.js';
import type { DeviceLink } from './device-link.js';
import type { EventLog } from './event-log.js';
import type { Feedback, News } from './feedback.js';
import type { Change } from './journal.js';
import { isUnavailable } from './is-unavailable.js';
import { KeptMessages, removalsOf, type KeptMessage } from './kept-messages.js';
import type { OutgoingMessage } from './outgoing-message.js';

/** Source: "Send cloud-to-device messages from an IoT hub", the queue of a device. */
const MAX_PENDING = 50;
const MAX_DELIVERIES = 10;
const DEFAULT_LIFE_MS = 3_600_000;
const MAX_DELIVERY_ID = 0xffff;

const DROPPED = {
  'delivery-count-exceeded': 'DeliveryCountExceeded',
  purged: 'Purged',
} as const;

interface Entry {
  /** In the journal. */
  readonly key: string;
  readonly message: OutgoingMessage;
  readonly stopExpiry: () => void;
  /** How often it was sent. */
  deliveries: number;
  /** Of its delivery in this session; a session that goes on gets it again by the same. */
  deliveryId?: number | undefined;
  /** The connection it was sent on last. */
  sentOn?: DeviceLink | undefined;
}

interface Queue {
  readonly entries: Entry[];
  lastDeliveryId: number;
}

interface Surroundings {
  readonly clock: HubClock;
  readonly log: EventLog;
  readonly connections: Connections;
  readonly feedback: Feedback;
  readonly journal: Batches;
}

/**
 * Messages to devices and to inputs of modules, kept in order until they are acknowledged, have
 * expired or were sent ten times. They belong to the hub, not to a session: a device that lost its
 * session still gets them. Each change is in the journal before it is seen or told.
 */
export class Outbox {
  readonly #clock: HubClock;
  readonly #log: EventLog;
  readonly #connections: Connections;
  readonly #feedback: Feedback;
  readonly #journal: Batches;
  readonly #kept: KeptMessages;
  readonly #queues = new Map<string, Queue>();
  #isClosed = false;

  /** @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  constructor({ clock, log, connections, feedback, journal }: Surroundings) {
    this.#clock = clock;
    this.#log = log;
    this.#connections = connections;
    this.#feedback = feedback;
    this.#journal = journal;
    this.#kept = new KeptMessages(journal);
    for (const kept of this.#kept.load()) this.#enter(this.#queueOf(kept.message.target), kept);
  }

  /**
   * Takes a message and sends it when its target listens.
   * @throws PNP_HUB_MESSAGE_QUEUE_FULL, PNP_HUB_STATE_UNAVAILABLE
   */
  add(message: OutgoingMessage): void {
    const { target } = message;
    const queue = this.#queueOf(target);
    if (queue.entries.length >= MAX_PENDING) {
      const what = `${target} has ${MAX_PENDING} messages it has not acknowledged`;
      throw hubError('PNP_HUB_MESSAGE_QUEUE_FULL', `${what} (IoT Hub's 403004)`, {
        hint: 'send more once some were acknowledged or have expired',
      });
    }
    const now = this.#clock.now();
    const expiresAt = message.expiresAt?.getTime() ?? now + DEFAULT_LIFE_MS;
    if (expiresAt <= now) {
      const news = this.#feedback.of(message, 'Expired');
      this.#kept.remove([], news.changes);
      return this.#expired(message, news);
    }
    const key = this.#kept.add(message, expiresAt);
    this.#enter(queue, { key, message, expiresAt, deliveries: 0 });
    try {
      this.deliver(target);
    } catch (error) {
      // It is kept, and waits.
      if (!isUnavailable(error)) throw error;
    }
  }

  /** Sends what waits for a target that listens, and was not sent on this connection yet. */
  deliver(target: string): void {
    const queue = this.#queues.get(target);
    if (queue === undefined) return;
    for (const entry of queue.entries.slice()) this.#send(queue, entry);
  }

  /** Completes the message of this delivery, if there still is one. @throws PNP_HUB_STATE_UNAVAILABLE */
  acknowledge(target: string, deliveryId: number): void {
    const queue = this.#queues.get(target);
    const entry = queue?.entries.find((candidate) => candidate.deliveryId === deliveryId);
    if (queue === undefined || entry === undefined) return;
    const news = this.#feedback.of(entry.message, 'Success');
    this.#take(queue, entry, news);
    this.#log.record({ type: 'message-completed', ...named(entry.message) });
    news.tell();
  }

  /** Drops all that wait or are not acknowledged; how many those were. */
  purge(target: string): number {
    const queue = this.#queues.get(target);
    if (queue === undefined) return 0;
    const entries = queue.entries.slice();
    for (const entry of entries) this.#dropFor(queue, entry, 'purged');
    return entries.length;
  }

  /** A new session knows nothing of deliveries in an earlier one. @throws PNP_HUB_STATE_UNAVAILABLE */
  sessionLost(target: string): void {
    const entries = this.#queues.get(target)?.entries ?? [];
    this.#kept.sessionLost(entries);
    this.#journal.afterwards(() => {
      for (const entry of entries)
        Object.assign(entry, { deliveryId: undefined, sentOn: undefined });
    });
  }

  /** How many messages wait, or were sent and not acknowledged. */
  pending(target: string): number {
    return this.#queues.get(target)?.entries.length ?? 0;
  }

  /** What makes the journal forget the messages of a target. */
  removals(target: string): readonly Change[] {
    return removalsOf(this.#queues.get(target)?.entries.map(({ key }) => key) ?? []);
  }

  /** What is kept stays, and nothing expires any more. */
  close(): void {
    this.#isClosed = true;
    for (const target of this.#queues.keys()) this.forget(target);
  }

  /** What is kept stays: {@link removals} are for the journal. */
  forget(target: string): void {
    for (const { stopExpiry } of this.#queues.get(target)?.entries ?? []) stopExpiry();
    this.#queues.delete(target);
  }

  #queueOf(target: string): Queue {
    const queue = this.#queues.get(target) ?? { entries: [], lastDeliveryId: 0 };
    this.#queues.set(target, queue);
    return queue;
  }

  #enter(queue: Queue, { key, message, expiresAt, deliveries, deliveryId }: KeptMessage): void {
    const lifeMs = Math.max(0, expiresAt - this.#clock.now());
    const stopExpiry = this.#isClosed
      ? () => {}
      : this.#clock.after(lifeMs, () => this.#expire(queue, entry));
    const entry: Entry = { key, message, deliveries, deliveryId, stopExpiry };
    queue.entries.push(entry);
    queue.lastDeliveryId = Math.max(queue.lastDeliveryId, deliveryId ?? 0);
  }

  #expire(queue: Queue, entry: Entry): void {
    const news = this.#feedback.of(entry.message, 'Expired');
    try {
      this.#take(queue, entry, news);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // Its time is in its record: it is over at the next start too.
      this.#drop(queue, entry);
    }
    this.#expired(entry.message, news);
  }

  #send(queue: Queue, entry: Entry): void {
    const { message } = entry;
    const { target, inputName } = message;
    const kind = inputName === undefined ? 'cloud-messages' : 'inputs';
    const listener = this.#connections.listening(target, kind);
    if (listener === undefined || entry.sentOn === listener.link) return;
    if (entry.deliveries >= MAX_DELIVERIES) {
      return this.#dropFor(queue, entry, 'delivery-count-exceeded');
    }
    const { link, qos } = listener;
    const again = entry.deliveryId !== undefined;
    const id = entry.deliveryId ?? nextDeliveryId(queue);
    this.#kept.sent(entry.key, { deliveries: entry.deliveries + 1, deliveryId: id });
    entry.deliveryId = id;
    entry.sentOn = link;
    link.message(message, { id, qos, again });
    this.#log.record({ type: 'message-delivered', ...named(message), again: entry.deliveries > 0 });
    entry.deliveries += 1;
    if (qos === 0) this.acknowledge(target, id);
  }

  #expired(message: OutgoingMessage, news: News): void {
    this.#log.record({ type: 'message-expired', ...named(message) });
    news.tell();
  }

  #dropFor(queue: Queue, entry: Entry, reason: MessageDroppedEvent['reason']): void {
    const news = this.#feedback.of(entry.message, DROPPED[reason]);
    this.#take(queue, entry, news);
    this.#log.record({ type: 'message-dropped', ...named(entry.message), reason });
    news.tell();
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE, and it is still there */
  #take(queue: Queue, entry: Entry, news: News): void {
    this.#kept.remove([entry.key], news.changes);
    this.#drop(queue, entry);
  }

  #drop(queue: Queue, entry: Entry): void {
    entry.stopExpiry();
    queue.entries.splice(queue.entries.indexOf(entry), 1);
  }
}

/** Not one that is on its way: a late acknowledgement must not complete another message. */
function nextDeliveryId(queue: Queue): number {
  do {
    queue.lastDeliveryId = (queue.lastDeliveryId % MAX_DELIVERY_ID) + 1;
  } while (queue.entries.some(({ deliveryId }) => deliveryId === queue.lastDeliveryId));
  return queue.lastDeliveryId;
}

function named({ target, messageId, inputName }: OutgoingMessage) {
  return { ...namesOf(target), messageId, ...(inputName === undefined ? {} : { inputName }) };
}
