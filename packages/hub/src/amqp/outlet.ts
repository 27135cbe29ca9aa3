import rhea, { type Sender } from 'rhea';
import type { GuardedSocket } from './guarded-socket.js';
import type { Feed } from './link-end.js';

/** So many messages, then others have their turn. */
const MAX_AT_ONCE = 64;
/** The library writes them when they are all there: what waits then must be little beside what may wait. */
const MAX_BYTES_AT_ONCE = 512 * 1024;
/** The library counts credit that is given back down by one at a time. */
const MAX_DRAINED = 100_000;

/** Of AMQP's own messages, which are sent encoded. */
const MESSAGE_FORMAT = 0;

/** What the library's types leave out. */
interface Inside {
  readonly credit: number;
  readonly connection: { _register(): void };
}

/** Sends on one link what its feed has: as much as the client's credit and the socket allow. */
export class Outlet {
  readonly #sender: Sender;
  readonly #socket: GuardedSocket;
  #feed: Feed | undefined;
  #isPumping = false;
  #isDraining = false;

  constructor(sender: Sender, socket: GuardedSocket) {
    this.#sender = sender;
    this.#socket = socket;
  }

  /** From now on it sends what this has. */
  connect(feed: Feed): void {
    this.#feed = feed;
    this.pump();
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#feed = undefined;
  }

  /** The client wants what there is now, and its credit back. */
  drain(): void {
    this.#isDraining = true;
    this.pump();
  }

  /** There may be something to send, or room for it. Never sends at once. */
  pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    setImmediate(() => {
      this.#isPumping = false;
      try {
        this.#pump();
      } catch {
        this.#socket.destroy();
      }
    });
  }

  #pump(): void {
    const credit = this.#inside.credit;
    let bytes = 0;
    for (let sent = 0; sent < Math.min(credit, MAX_AT_ONCE); sent += 1) {
      if (bytes >= MAX_BYTES_AT_ONCE) break;
      if (this.#socket.isCongested || !this.#sender.sendable()) return;
      const outgoing = this.#feed?.next();
      if (outgoing === undefined) return this.#drained();
      const encoded = rhea.message.encode(outgoing.message);
      bytes += encoded.length;
      const delivery = this.#sender.send(encoded, undefined, MESSAGE_FORMAT);
      // The library asks for it once it has written the message, and keeps it until then alone.
      if (outgoing.isSettled === true) Object.assign(delivery, { settled: true });
      outgoing.sent?.(delivery);
    }
    if (credit > 0) this.pump();
  }

  /** In one turn with the library's answer: a flow that came between could make it count for ever. */
  #drained(): void {
    if (!this.#isDraining) return;
    this.#isDraining = false;
    const { credit, connection } = this.#inside;
    if (credit <= 0) return;
    if (credit > MAX_DRAINED) return this.#socket.destroy();
    this.#sender.set_drained(true);
    connection._register(); // oxlint-disable-line no-underscore-dangle -- nothing else makes it answer
  }

  get #inside(): Inside {
    return this.#sender as unknown as Inside;
  }
}
