import type { Sender } from 'rhea';
import type { GuardedSocket } from './guarded-socket.js';
import type { Feed } from './link-end.js';

/** So many messages, then others have their turn. */
const MAX_AT_ONCE = 64;
/** The library counts credit that is given back down by one at a time. */
const MAX_DRAINED = 100_000;

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
    for (let sent = 0; sent < Math.min(credit, MAX_AT_ONCE); sent += 1) {
      if (this.#socket.isCongested || !this.#sender.sendable()) return;
      const outgoing = this.#feed?.next();
      if (outgoing === undefined) return this.#drained();
      const delivery = this.#sender.send(outgoing.message);
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
