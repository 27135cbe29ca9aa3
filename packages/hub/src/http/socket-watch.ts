import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HubClock } from '../clock.js';

/** How long a client may take from its first byte to the end of the headers. */
const HEADERS_MS = 15_000;
/** And from the end of one answer to the end of the next headers. */
const IDLE_MS = 60_000;
/** How long a body may take, whether it comes byte by byte or not at all. */
const BODY_MS = 300_000;
/** How long a client may take to read an answer. */
const READING_MS = 60_000;

/** Watches one HTTP connection: a client that is late with its part loses it. */
export class SocketWatch {
  readonly #socket: Duplex;
  readonly #clock: HubClock;
  /** What the client owes, and what takes its deadline back. */
  readonly #owed = new Map<unknown, () => void>();
  readonly #unanswered = new Set<ServerResponse>();
  #successor: (() => void) | undefined;

  constructor(socket: Duplex, clock: HubClock) {
    this.#socket = socket;
    this.#clock = clock;
    this.#owes('headers', HEADERS_MS);
    socket.once('close', () => this.#release());
  }

  /** The headers of a request are there. */
  asked(request: IncomingMessage, response: ServerResponse): void {
    this.#unanswered.add(response);
    this.#has('headers');
    this.#owes(request, BODY_MS, () => request.complete);
    response.once('close', () => {
      this.#unanswered.delete(response);
      this.#has(request);
      this.#has(response);
      if (this.#unanswered.size > 0 || this.#socket.destroyed) return;
      if (this.#successor === undefined) this.#owes('headers', IDLE_MS);
      else this.#pass(this.#successor);
    });
  }

  /** The whole answer is on its way. */
  answered(response: ServerResponse): void {
    if (!response.closed) this.#owes(response, READING_MS);
  }

  /** The connection is to be no HTTP any longer: another takes it once all that was asked before is answered. */
  passTo(successor: () => void): void {
    if (this.#unanswered.size === 0) return this.#pass(successor);
    this.#successor = successor;
    // Nobody else listens now: an error would end the process.
    this.#socket.on('error', () => this.#socket.destroy());
  }

  #pass(successor: () => void): void {
    this.#release();
    successor();
  }

  /** Watches no more. */
  #release(): void {
    for (const cancel of this.#owed.values()) cancel();
    this.#owed.clear();
  }

  #owes(what: unknown, withinMs: number, hasIt: () => boolean = () => false): void {
    const cancel = this.#clock.after(withinMs, () => {
      this.#owed.delete(what);
      if (!hasIt()) this.#socket.destroy();
    });
    this.#has(what);
    this.#owed.set(what, cancel);
  }

  #has(what: unknown): void {
    this.#owed.get(what)?.();
    this.#owed.delete(what);
  }
}
