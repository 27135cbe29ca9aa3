import type { Message, Session } from 'rhea';
import { ARGUMENT_ERROR } from './amqp-error.js';
import type { Inlet, Feed } from './link-end.js';
import type { Outlet } from './outlet.js';

/** Answers that wait for credit of who asked, on all links of a connection. More are not kept. */
const MAX_WAITING = 100;
/** Each answer that waits has the id of its request. Source: "Create and read IoT Hub messages", message-id. */
const MAX_ID_LENGTH = 128;

/** What a request is answered with. */
export interface Reply {
  readonly status: number;
  readonly description: string;
  /** The properties of the answer beside these two. */
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

interface ReplyLink {
  readonly session: Session;
  /** What requests call it by in `reply_to`. */
  readonly name: unknown;
  readonly outlet: Outlet;
  readonly waiting: Message[];
}

/** A node that is sent requests on one link and answers on another, of the same session. */
export class RequestNode {
  readonly #answer: (request: Message) => Reply;
  readonly #links = new Set<ReplyLink>();

  constructor(answer: (request: Message) => Reply) {
    this.#answer = answer;
  }

  /** The link of requests. */
  inlet(session: Session): Inlet {
    return {
      take: (request, delivery) => {
        if (!isShort(request.message_id)) return delivery.reject(LONG_ID);
        const reply = this.#answer(request);
        delivery.accept();
        const link = this.#linkFor(session, request.reply_to);
        if (link === undefined || this.#waiting >= MAX_WAITING) return;
        link.waiting.push(messageOf(reply, request));
        link.outlet.pump();
      },
    };
  }

  /** The link of answers. */
  feed(session: Session, name: unknown, outlet: Outlet): Feed {
    const link: ReplyLink = { session, name, outlet, waiting: [] };
    this.#links.add(link);
    return {
      next: () => {
        const message = link.waiting.shift();
        return message === undefined ? undefined : { message, isSettled: true };
      },
      gone: () => this.#links.delete(link),
    };
  }

  get #waiting(): number {
    let waiting = 0;
    for (const link of this.#links) waiting += link.waiting.length;
    return waiting;
  }

  #linkFor(session: Session, replyTo: unknown): ReplyLink | undefined {
    const links = [...this.#links].filter((link) => link.session === session);
    return links.findLast(({ name }) => name === replyTo) ?? links.at(-1);
  }
}

const LONG_ID = {
  condition: ARGUMENT_ERROR,
  description: `a message_id has at most ${MAX_ID_LENGTH} characters`,
};

/** A number, or what is not long. */
function isShort(id: unknown): boolean {
  if (typeof id === 'string' || Buffer.isBuffer(id)) return id.length <= MAX_ID_LENGTH;
  return typeof id !== 'object' || id === null;
}

function messageOf({ status, description, properties, body }: Reply, request: Message): Message {
  return {
    ...(request.message_id === undefined ? {} : { correlation_id: request.message_id }),
    application_properties: {
      'status-code': status,
      'status-description': description,
      ...properties,
    },
    body: body ?? null,
  };
}
