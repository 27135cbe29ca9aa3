import type { Delivery, Message, Receiver, Sender } from 'rhea';
import type { Refusal } from './amqp-error.js';
import type { Outlet } from './outlet.js';

/** How a client has settled a message it was sent. */
export type Outcome = 'accepted' | 'rejected' | 'released' | 'settled';

/** The hub's end of a link on which a client sends. */
export interface Inlet {
  take(message: Message, delivery: Delivery): void;
}

/** What the hub sends on a link, and hears of it. */
export interface Feed {
  /** The next message, when there is one. */
  next(): OutgoingAmqp | undefined;
  settled?(outcome: Outcome, delivery: Delivery): void;
  /** The link, or the connection, is gone. */
  gone?(): void;
}

/** A message, and who wants to know of its delivery. */
export interface OutgoingAmqp {
  readonly message: Message;
  /** Whether nobody is to settle it: it is forgotten once it is sent. */
  readonly isSettled?: boolean;
  readonly sent?: (delivery: Delivery) => void;
}

/** Opens a link on which a client sends. */
export type OpenInlet = (receiver: Receiver, address: Address) => Inlet | Refusal;
/** Opens a link on which a client receives. */
export type OpenFeed = (sender: Sender, outlet: Outlet, address: Address) => Feed | Refusal;

/** Where a link leads to. */
export interface Address {
  /** The parts between slashes, as they were written. */
  readonly path: readonly string[];
  /** The same in small letters, with slashes: what places are told by. */
  readonly place: string;
}

const HOST = /^amqps?:\/\/[^/]*/iu;

/** Reads an address, with or without the host and the slash in front. */
export function addressOf(text: unknown): Address {
  const path = (typeof text === 'string' ? text : '').replace(HOST, '').split('/').filter(Boolean);
  return { path, place: path.join('/').toLowerCase() };
}
