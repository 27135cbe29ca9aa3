import { randomUUID } from 'node:crypto';
import type { EventContext, Message, Receiver, Sender } from 'rhea';
import type { AmqpConnection, Waiting } from './amqp-connection.js';
import { amqpError } from './amqp-error.js';

const CREDIT = 100;

export interface AmqpRequest {
  /** Its application properties. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly body?: string;
}

interface Parts {
  readonly connection: AmqpConnection;
  readonly sender: Sender;
  readonly receiver: Receiver;
  readonly replyTo: string;
  /** What answers, as errors name it. */
  readonly subject: string;
}

/** A pair of links to a node that answers requests: `$cbs`, or `$management`. */
export class AmqpRequests {
  readonly #connection: AmqpConnection;
  readonly #sender: Sender;
  readonly #replyTo: string;
  readonly #subject: string;
  readonly #waitingFor = new Map<string, (answer: Message) => void>();

  private constructor({ connection, sender, receiver, replyTo, subject }: Parts) {
    this.#connection = connection;
    this.#sender = sender;
    this.#replyTo = replyTo;
    this.#subject = subject;
    receiver.on('message', ({ message, delivery }: EventContext) => {
      delivery?.accept();
      receiver.add_credit(1);
      this.#waitingFor.get(String(message?.correlation_id))?.(message as Message);
    });
    receiver.add_credit(CREDIT);
  }

  static async open(
    connection: AmqpConnection,
    address: string,
    options: Waiting & { subject: string },
  ): Promise<AmqpRequests> {
    const replyTo = randomUUID();
    const receiver = await connection.openReceiver({ address, replyTo }, options);
    const sender = await connection.openSender(address, options);
    return new AmqpRequests({ connection, sender, receiver, replyTo, subject: options.subject });
  }

  /**
   * Sends a request and resolves with the answer, whose status is one of success.
   * @throws PNP_SERVICE_UNAUTHORIZED, PNP_SERVICE_REFUSED, PNP_SERVICE_TIMEOUT
   */
  async ask({ properties, body = '' }: AmqpRequest, waiting: Waiting): Promise<Message> {
    const id = randomUUID();
    const answer = await this.#connection
      .when<Message>(waiting, (resolve) => {
        this.#waitingFor.set(id, resolve);
        this.#sender.send({
          message_id: id,
          reply_to: this.#replyTo,
          application_properties: { ...properties },
          body,
        });
      })
      .finally(() => this.#waitingFor.delete(id));
    return this.#checked(answer);
  }

  #checked(answer: Message): Message {
    const said = (answer.application_properties ?? {}) as Record<string, unknown>;
    const status = Number(said['status-code'] ?? said['statusCode']);
    if (status >= 200 && status < 300) return answer;
    const words = said['status-description'] ?? said['statusDescription'];
    const description = `${status} ${typeof words === 'string' ? words : ''}`.trim();
    const condition = said['errorCondition'] ?? said['error-condition'];
    const own = typeof condition === 'string' ? condition : conditionOf(status);
    throw amqpError({ condition: own, description, info: {} }, this.#subject);
  }
}

function conditionOf(status: number): string {
  if (status === 401 || status === 403) return 'amqp:unauthorized-access';
  if (status === 404) return 'amqp:not-found';
  return status >= 500 ? 'amqp:internal-error' : 'amqp:not-allowed';
}
