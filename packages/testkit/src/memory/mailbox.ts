import {
  PnpError,
  type ConnectRequest,
  type InboundMessage,
  type MessageOutcome,
} from '@iotpnp/core';

/** IoT Hub keeps so many messages for a device. */
const LIMIT = 50;

/** What a message has beside its body. */
export interface MessageOptions {
  readonly messageId?: string;
  readonly correlationId?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly properties?: Readonly<Record<string, string>>;
}

/** A message that was handed to the device, and what became of it. */
export interface Delivery {
  readonly messageId: string;
  readonly outcome: MessageOutcome;
}

/** What was handed over one link; `busy` while a message is being handled. */
interface Handover {
  readonly request: ConnectRequest;
  readonly handed: Set<InboundMessage>;
  busy: boolean;
}

/** Cloud-to-device messages: kept until the device has completed or rejected them. */
export class Mailbox {
  readonly deliveries: Delivery[] = [];
  #waiting: InboundMessage[] = [];
  #count = 0;
  #over: Handover | undefined;

  /** Queues a message; its id. @throws {PnpError} `PNP_TEST_QUEUE_FULL` beyond 50. */
  put(body: string | Uint8Array, options: MessageOptions = {}): string {
    if (this.#waiting.length >= LIMIT) {
      throw new PnpError('PNP_TEST_QUEUE_FULL', `a device keeps ${LIMIT} messages at most`);
    }
    const messageId = options.messageId ?? `message-${++this.#count}`;
    this.#waiting.push(inbound(body, { ...options, messageId }));
    return messageId;
  }

  /** Hands over what waits, one after the other; what is abandoned, or not settled when the link goes, comes again over the next link. */
  async deliver(request: ConnectRequest, stands: () => boolean): Promise<void> {
    if (this.#over?.request !== request) this.#over = { request, handed: new Set(), busy: false };
    const over = this.#over;
    if (over.busy) return; // what was put meanwhile has its turn
    over.busy = true;
    const next = () => this.#waiting.find((each) => !over.handed.has(each));
    for (let message = next(); message && stands(); message = next()) {
      over.handed.add(message);
      await this.#handOver(message, request, stands);
    }
    over.busy = false;
  }

  async #handOver(
    message: InboundMessage,
    { sink }: ConnectRequest,
    stands: () => boolean,
  ): Promise<void> {
    const outcome = await sink.message(message);
    if (!stands()) return;
    this.deliveries.push({ messageId: message.messageId ?? '', outcome });
    if (outcome !== 'abandon') this.#waiting = this.#waiting.filter((each) => each !== message);
  }

  /** Ids of what the device has not taken yet. */
  get waiting(): string[] {
    return this.#waiting.map(({ messageId }) => messageId ?? '');
  }
}

/** A message as a transport hands it over. */
export function inbound(
  body: string | Uint8Array,
  options: MessageOptions & { readonly input?: string },
): InboundMessage {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { ...options, properties: options.properties ?? {}, body: bytes };
}
