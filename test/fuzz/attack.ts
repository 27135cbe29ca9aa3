import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { array, constantFrom, nat, record, type Arbitrary } from 'fast-check';
import type { FuzzHub } from './fuzz-hub.js';
import { cutAt, mutated, mutations, place } from './mutations.js';

/** What is said: some of it as it should be, waiting for an answer, and then something spoilt. */
export interface Conversation {
  /** Whether there is TLS around it. */
  readonly tls: boolean;
  /** Each is sent whole, and answered. */
  readonly opening: readonly Buffer[];
  readonly then: Buffer;
  /** Whether it may prove who it is, and then stay as long as it likes. */
  readonly mayStay: boolean;
}

/** How the client leaves: with a goodbye, with a reset, or not at all. */
type Ending = 'end' | 'reset' | 'stay';

/** One bad client. */
export interface Attack {
  /** Which conversation, of those there are. */
  readonly which: number;
  readonly changes: Parameters<typeof mutated>[1];
  /** Where the bytes are cut into writes, from 0 to 1. */
  readonly cuts: readonly number[];
  /** Milliseconds of the hub's clock after each write. */
  readonly pauseMs: number;
  readonly ending: Ending;
}

export const attack: Arbitrary<Attack> = record({
  which: nat(10_000),
  changes: mutations,
  cuts: array(place, { maxLength: 5 }),
  pauseMs: constantFrom(0, 0, 0, 1, 5_000),
  ending: constantFrom('end', 'reset', 'stay'),
});

/** Resolves with the client's end, once it has done all it can. */
export async function run(
  { which, changes, cuts, pauseMs, ending }: Attack,
  conversations: readonly Conversation[],
  hub: FuzzHub,
): Promise<BadClient> {
  const conversation = conversations[which % conversations.length] as Conversation;
  const client = await BadClient.open(hub, conversation.tls);
  for (const bytes of conversation.opening) await client.say(bytes);
  for (const piece of cutAt(mutated(conversation.then, changes), cuts)) {
    await client.write(piece);
    if (pauseMs > 0) await hub.advance(pauseMs);
  }
  if (ending !== 'stay') client.leave(ending);
  return client;
}

/** A client whose every byte is the test's. */
export class BadClient {
  readonly #tcp: Socket;
  readonly #socket: Socket;
  /** Resolves when nothing of it is left. */
  readonly gone: Promise<unknown>;
  #left: (value?: unknown) => void = () => {};

  private constructor(tcp: Socket, socket: Socket) {
    this.#tcp = tcp;
    this.#socket = socket;
    this.gone = new Promise((resolve) => {
      this.#left = resolve;
      socket.once('close', resolve);
    });
    for (const each of new Set([tcp, socket])) each.on('error', () => {});
    socket.resume();
    socket.once('close', () => tcp.destroy());
  }

  static async open({ place: { port, ca } }: FuzzHub, tls: boolean): Promise<BadClient> {
    const tcp = connectTcp({ port, host: '127.0.0.1', noDelay: true });
    await once(tcp, 'connect');
    if (!tls) return new BadClient(tcp, tcp);
    const socket = connectTls({ socket: tcp, ca, servername: 'localhost' });
    const client = new BadClient(tcp, socket);
    // Another's pause may have been longer than the hub waits for a handshake.
    await Promise.race([
      new Promise((resolve) => socket.once('secureConnect', resolve)),
      client.gone,
    ]);
    return client;
  }

  /** Writes, and waits for the first of an answer or the end. */
  async say(bytes: Buffer): Promise<void> {
    const answered = new Promise((resolve) => this.#socket.once('data', resolve));
    await this.write(bytes);
    await Promise.race([answered, this.gone]);
  }

  /** Resolves when it is out, or never can be. */
  async write(bytes: Buffer): Promise<void> {
    const written = new Promise((resolve) => this.#socket.write(bytes, resolve));
    await Promise.race([written, this.gone]);
  }

  /** At once. */
  abandon(): void {
    this.#socket.destroy();
  }

  leave(how: 'end' | 'reset'): void {
    if (how === 'end') this.#socket.end();
    else {
      this.#tcp.resetAndDestroy();
      this.#socket.destroy();
      this.#left(); // Node does not always tell it
    }
  }
}
