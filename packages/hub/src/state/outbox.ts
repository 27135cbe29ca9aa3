import type { HubClock } from '../clock.js';
import { hubError } from '../error-codes.js';
import type { MessageDroppedEvent } from '../hub-event.js';
import { namesOf } from '../target.js';
import type { Connections } from './connections.js';
import type { DeviceLink } from './device-link.js';
import type { EventLog } from './event-log.js';
import type { Feedback } from './feedback.js';
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
}

/**
 * Messages to devices and to inputs of modules, kept in order until they are acknowledged, have
 * expired or were sent ten times. They belong to the hub, not to a session: a device that lost its
 * session still gets them.
 */
export class Outbox {
  readonly #clock: HubClock;
  readonly #log: EventLog;
  readonly #connections: Connections;
  readonly #feedback: Feedback;
  readonly #queues = new Map<string, Queue>();

  constructor({ clock, log, connections, feedback }: Surroundings) {
    this.#clock = clock;
    this.#log = log;
    this.#connections = connections;
    this.#feedback = feedback;
  }

  /** Takes a message and sends it when its target listens. @throws PNP_HUB_MESSAGE_QUEUE_FULL */
  add(message: OutgoingMessage): void {
    const { target, expiresAt } = message;
    const queue = this.#queues.get(target) ?? { entries: [], lastDeliveryId: 0 };
    this.#queues.set(target, queue);
    if (queue.entries.length >= MAX_PENDING) {
      const what = `${target} has ${MAX_PENDING} messages it has not acknowledged`;
      throw hubError('PNP_HUB_MESSAGE_QUEUE_FULL', `${what} (IoT Hub's 403004)`, {
        hint: 'send more once some were acknowledged or have expired',
      });
    }
    const now = this.#clock.now();
    const lifeMs = (expiresAt?.getTime() ?? now + DEFAULT_LIFE_MS) - now;
    if (lifeMs <= 0) return this.#expired(message);
    const entry: Entry = {
      message,
      deliveries: 0,
      stopExpiry: this.#clock.after(lifeMs, () => {
        this.#take(queue, entry);
        this.#expired(message);
      }),
    };
    queue.entries.push(entry);
    this.deliver(target);
  }

  /** Sends what waits for a target that listens, and was not sent on this connection yet. */
  deliver(target: string): void {
    const queue = this.#queues.get(target);
    if (queue === undefined) return;
    for (const entry of queue.entries.slice()) this.#send(queue, entry);
  }

  /** Completes the message of this delivery, if there still is one. */
  acknowledge(target: string, deliveryId: number): void {
    const queue = this.#queues.get(target);
    const entry = queue?.entries.find((candidate) => candidate.deliveryId === deliveryId);
    if (queue === undefined || entry === undefined) return;
    this.#take(queue, entry);
    this.#log.record({ type: 'message-completed', ...named(entry.message) });
    this.#feedback.tell(entry.message, 'Success');
  }

  /** Drops all that wait or are not acknowledged; how many those were. */
  purge(target: string): number {
    const queue = this.#queues.get(target);
    if (queue === undefined) return 0;
    const entries = queue.entries.slice();
    for (const entry of entries) this.#drop(queue, entry, 'purged');
    return entries.length;
  }

  /** A new session knows nothing of deliveries in an earlier one. */
  sessionLost(target: string): void {
    for (const entry of this.#queues.get(target)?.entries ?? []) {
      entry.deliveryId = undefined;
      entry.sentOn = undefined;
    }
  }

  /** How many messages wait, or were sent and not acknowledged. */
  pending(target: string): number {
    return this.#queues.get(target)?.entries.length ?? 0;
  }

  forget(target: string): void {
    for (const { stopExpiry } of this.#queues.get(target)?.entries ?? []) stopExpiry();
    this.#queues.delete(target);
  }

  close(): void {
    for (const target of this.#queues.keys()) this.forget(target);
  }

  #send(queue: Queue, entry: Entry): void {
    const { message } = entry;
    const { target, inputName } = message;
    const kind = inputName === undefined ? 'cloud-messages' : 'inputs';
    const listener = this.#connections.listening(target, kind);
    if (listener === undefined || entry.sentOn === listener.link) return;
    if (entry.deliveries >= MAX_DELIVERIES) {
      return this.#drop(queue, entry, 'delivery-count-exceeded');
    }
    const { link, qos } = listener;
    const again = entry.deliveryId !== undefined;
    entry.deliveryId ??= nextDeliveryId(queue);
    entry.sentOn = link;
    link.message(message, { id: entry.deliveryId, qos, again });
    this.#log.record({ type: 'message-delivered', ...named(message), again: entry.deliveries > 0 });
    entry.deliveries += 1;
    if (qos === 0) this.acknowledge(target, entry.deliveryId);
  }

  #expired(message: OutgoingMessage): void {
    this.#log.record({ type: 'message-expired', ...named(message) });
    this.#feedback.tell(message, 'Expired');
  }

  #drop(queue: Queue, entry: Entry, reason: MessageDroppedEvent['reason']): void {
    this.#take(queue, entry);
    this.#log.record({ type: 'message-dropped', ...named(entry.message), reason });
    this.#feedback.tell(entry.message, DROPPED[reason]);
  }

  #take(queue: Queue, entry: Entry): void {
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
