import type { Change, Journal } from './journal.js';
import type { OutgoingMessage } from './outgoing-message.js';

const KEY_DIGITS = 16;

/** How a message was sent. */
export interface DeliveryRecord {
  /** How often. */
  readonly deliveries: number;
  /** Of its delivery in this session. */
  readonly deliveryId?: number | undefined;
}

/** A message that waits, or is not acknowledged. */
export interface KeptMessage extends DeliveryRecord {
  readonly key: string;
  readonly message: OutgoingMessage;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

interface MessageRecord extends Omit<OutgoingMessage, 'body' | 'expiresAt'> {
  /** Base64. */
  readonly body: string;
  readonly expiresAt: number;
  /** Whether its sender chose when it expires. */
  readonly chosen: boolean;
}

/** The messages of all devices in the journal, under keys in the order they came. */
export class KeptMessages {
  readonly #journal: Journal;
  #last = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Those of earlier processes, in order. @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  load(): readonly KeptMessage[] {
    // The journal's records were written by `add` and `sent`.
    const messages = [...this.#journal.entries('message')] as [string, MessageRecord][];
    const deliveries = new Map(
      this.#journal.entries('delivery') as Iterable<readonly [string, DeliveryRecord]>,
    );
    const kept = messages.map(([key, record]) => {
      const { message, expiresAt } = messageOf(record);
      return { key, message, expiresAt, deliveries: 0, ...deliveries.get(key) };
    });
    const sorted = kept.toSorted((a, b) => Number(a.key) - Number(b.key));
    this.#last = Number(sorted.at(-1)?.key ?? 0);
    return sorted;
  }

  /** Returns the key. @throws PNP_HUB_STATE_UNAVAILABLE */
  add(message: OutgoingMessage, expiresAt: number): string {
    const key = String(this.#last + 1).padStart(KEY_DIGITS, '0');
    this.#journal.put('message', key, recordOf(message, expiresAt));
    this.#last += 1;
    return key;
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE */
  sent(key: string, { deliveries, deliveryId }: DeliveryRecord): void {
    this.#journal.put('delivery', key, { deliveries, deliveryId });
  }

  /** The next session gets these by other delivery ids. @throws PNP_HUB_STATE_UNAVAILABLE */
  sessionLost(messages: readonly (DeliveryRecord & { readonly key: string })[]): void {
    const sent = messages.filter(({ deliveryId }) => deliveryId !== undefined);
    if (sent.length === 0) return;
    this.#journal.write(
      sent.map(({ key, deliveries }) => ({ kind: 'delivery', key, record: { deliveries } })),
    );
  }

  /** In one with other changes. @throws PNP_HUB_STATE_UNAVAILABLE */
  remove(keys: readonly string[], others: readonly Change[] = []): void {
    const changes = [...removalsOf(keys), ...others];
    if (changes.length > 0) this.#journal.write(changes);
  }
}

/** What makes the journal forget messages. */
export function removalsOf(keys: readonly string[]): readonly Change[] {
  return keys.flatMap((key) => [
    { kind: 'message', key },
    { kind: 'delivery', key },
  ]);
}

function recordOf(message: OutgoingMessage, expiresAt: number): MessageRecord {
  const chosen = message.expiresAt !== undefined;
  return { ...message, body: message.body.toString('base64'), expiresAt, chosen };
}

function messageOf({ chosen, expiresAt, body, ...rest }: MessageRecord) {
  const message: OutgoingMessage = Object.freeze({
    ...rest,
    properties: Object.freeze(rest.properties),
    body: Buffer.from(body, 'base64'),
    expiresAt: chosen ? new Date(expiresAt) : undefined,
  });
  return { message, expiresAt };
}
