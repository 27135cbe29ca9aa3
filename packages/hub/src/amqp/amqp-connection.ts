import type { Duplex } from 'node:stream';
import rhea, { type Connection, type EventContext, type link as Link } from 'rhea';
import type { AmqpContext } from './amqp-context.js';
import { UNAUTHORIZED, type Refusal } from './amqp-error.js';
import { Claims } from './claims.js';
import { MAX_FRAME_BYTES } from './frame-guard.js';
import { GuardedSocket } from './guarded-socket.js';
import { addressOf, type Feed, type Inlet, type Outcome } from './link-end.js';
import { CBS, nodesFor, resourceAt, type Nodes } from './nodes.js';
import { Outlet } from './outlet.js';
import { saslMechanisms } from './sasl.js';

/** A client that has not introduced itself, or shown no token, by then is let go. */
const PROVE_DEADLINE_MS = 15_000;
/** A client that is silent for twice as long is let go. */
const IDLE_MS = 60_000;
const MAX_CHANNEL = 63;
const MAX_LINKS = 256;
/** Of a client that has shown no token: a link costs the hub as much as the client likes to say of it. */
const MAX_LINKS_UNPROVED = 16;
/** Of a cloud-to-device message, a token or a request. */
const MAX_MESSAGE_BYTES = 256 * 1024;
const CREDIT = 100;

type End = { readonly inlet: Inlet } | { readonly feed: Feed; readonly outlet: Outlet };

/** One client on AMQP 1.0: a back end. */
export class AmqpConnection {
  readonly #socket: GuardedSocket;
  readonly #connection: Connection;
  readonly #claims: Claims;
  readonly #nodes: Nodes;
  readonly #ends = new Map<Link, End>();
  /** All that the client has not let go of, those too that lead to nothing. */
  readonly #attached = new Set<Link>();
  readonly #stopDeadline: () => void;

  /** `port` is the one the client has come by. */
  constructor(bytes: Duplex, context: AmqpContext, port: number) {
    const { clock } = context.state;
    this.#socket = new GuardedSocket(bytes);
    this.#claims = new Claims(clock, () => this.#expire());
    this.#nodes = nodesFor(context, this.#claims, port);
    this.#stopDeadline = clock.after(PROVE_DEADLINE_MS, () => {
      if (!this.#claims.isGranted) this.#socket.destroy();
    });
    const container = rhea.create_container({ id: 'iotpnp-hub' });
    container.on('error', () => this.#socket.destroy());
    container.sasl_server_mechanisms = saslMechanisms(context, {
      granted: (grant) => this.#claims.grant(grant),
      refused: ({ reason, detail }) => context.state.refused(undefined, reason, detail),
    });
    this.#connection = container.create_connection({
      max_frame_size: MAX_FRAME_BYTES,
      channel_max: MAX_CHANNEL,
      idle_time_out: IDLE_MS,
      receiver_options: {
        autoaccept: false,
        credit_window: CREDIT,
        max_message_size: MAX_MESSAGE_BYTES,
      },
    } as Parameters<typeof container.create_connection>[0]);
    this.#guardProcessing();
    this.#listen();
    this.#socket.on('room', () => this.#pump());
    this.#socket.once('gone', () => this.#gone());
    (this.#connection as unknown as { accept(socket: GuardedSocket): void }).accept(this.#socket);
  }

  /** Takes the first bytes, those that were read already. */
  receive(bytes: Buffer): void {
    this.#socket.receive(bytes);
  }

  #listen(): void {
    this.#on('receiver_open', ({ receiver }) => receiver && this.#attach(receiver));
    this.#on('sender_open', ({ sender }) => sender && this.#attach(sender));
    this.#on('message', (context) => this.#take(context));
    this.#on('sendable', ({ sender }) => sender && this.#outlet(sender)?.pump());
    this.#on('sender_draining', ({ sender }) => sender && this.#outlet(sender)?.drain());
    for (const outcome of ['accepted', 'rejected', 'released', 'settled'] as const) {
      this.#on(outcome, (context) => this.#settle(outcome, context));
    }
    for (const end of ['receiver_close', 'sender_close']) {
      this.#on(end, ({ receiver, sender }) => this.#detached(receiver ?? sender));
    }
    this.#on('session_open', ({ connection }) => {
      const { local_channel_map: sessions } = connection as unknown as {
        local_channel_map: object;
      };
      if (Object.keys(sessions).length > MAX_CHANNEL + 1) this.#socket.destroy();
    });
    this.#on('session_close', ({ session }) => {
      for (const link of this.#attached) if (link.session === session) this.#detached(link);
    });
    // Somebody listens, or the library throws where nobody catches it.
    for (const heard of ['connection_open', 'connection_close', 'disconnected', 'sender_error']) {
      this.#on(heard, () => {});
    }
    for (const heard of ['connection_error', 'session_error', 'receiver_error']) {
      this.#on(heard, () => {});
    }
    for (const fault of ['protocol_error', 'error']) this.#on(fault, () => this.#socket.destroy());
  }

  /** Whatever is wrong with a client ends its connection, and no other. */
  #on(event: string, run: (context: EventContext) => unknown): void {
    this.#connection.on(event, (context: EventContext) => {
      try {
        run(context);
      } catch {
        this.#socket.destroy();
      }
    });
  }

  /** What the library writes in a turn of its own it writes where nobody catches it. */
  #guardProcessing(): void {
    const inside = this.#connection as unknown as { _process: () => void };
    const run = inside._process.bind(this.#connection); // oxlint-disable-line no-underscore-dangle
    // oxlint-disable-next-line no-underscore-dangle -- there is no other place to stand in
    inside._process = () => {
      try {
        run();
      } catch {
        this.#socket.destroy();
      }
    };
  }

  #attach(link: Link): void {
    const address = addressOf(link.is_receiver() ? link.target?.address : link.source?.address);
    this.#attached.add(link);
    const max = this.#claims.isGranted ? MAX_LINKS : MAX_LINKS_UNPROVED;
    if (this.#attached.size > max) return this.#socket.destroy();
    const mayBe = address.place === CBS || this.#claims.admits(resourceAt(address.place));
    const end = mayBe ? this.#open(link, address) : NOT_PROVED;
    if ('condition' in end) {
      // It is attached, to nothing, and detached: how AMQP refuses a link.
      link.close({ ...end });
      return;
    }
    echo(link);
    this.#ends.set(link, end);
    if ('outlet' in end) end.outlet.connect(end.feed);
  }

  #open(link: Link, address: ReturnType<typeof addressOf>): End | Refusal {
    if (link.is_receiver()) {
      const receiver = link as Parameters<Nodes['openInlet']>[0];
      const inlet = this.#nodes.openInlet(receiver, address);
      return 'condition' in inlet ? inlet : { inlet };
    }
    const sender = link as Parameters<Nodes['openFeed']>[0];
    const outlet = new Outlet(sender, this.#socket);
    const feed = this.#nodes.openFeed(sender, outlet, address);
    return 'condition' in feed ? feed : { feed, outlet };
  }

  #take({ receiver, message, delivery }: EventContext): void {
    const end = receiver === undefined ? undefined : this.#ends.get(receiver);
    if (delivery === undefined) return;
    if (message === undefined || end === undefined || !('inlet' in end)) {
      delivery.reject({ condition: 'amqp:not-allowed', description: 'nobody takes messages here' });
    } else end.inlet.take(message, delivery);
  }

  #settle(outcome: Outcome, { sender, delivery }: EventContext): void {
    const end = sender === undefined ? undefined : this.#ends.get(sender);
    if (end === undefined || !('feed' in end) || delivery === undefined) return;
    end.feed.settled?.(outcome, delivery);
    // A client that settles second waits for the hub to do it.
    if (!delivery.remote_settled) delivery.update(true);
  }

  #outlet(sender: Link): Outlet | undefined {
    const end = this.#ends.get(sender);
    return end !== undefined && 'outlet' in end ? end.outlet : undefined;
  }

  #pump(): void {
    for (const end of this.#ends.values()) if ('outlet' in end) end.outlet.pump();
  }

  #detached(link: Link | undefined): void {
    if (link === undefined) return;
    this.#attached.delete(link);
    const end = this.#ends.get(link);
    this.#ends.delete(link);
    if (end === undefined || !('feed' in end)) return;
    end.outlet.close();
    end.feed.gone?.();
  }

  /** The last token has expired. */
  #expire(): void {
    this.#connection.close({ condition: UNAUTHORIZED, description: 'the token has expired' });
    setImmediate(() => this.#socket.end());
  }

  #gone(): void {
    // Or what it still writes starts its timers anew, which nothing stops.
    Object.assign(this.#connection, { socket_ready: false });
    this.#stopDeadline();
    this.#claims.close();
    for (const link of this.#ends.keys()) this.#detached(link);
  }
}

const NOT_PROVED: Refusal = {
  condition: UNAUTHORIZED,
  description: 'no token was shown at $cbs that lets a back end in',
};

/** The client takes an attach for a refusal unless its own places stand in it. */
function echo(link: Link): void {
  const { source, target } = link;
  if (source) {
    const filter = source.filter === undefined ? {} : { filter: source.filter };
    link.set_source({ address: source.address, ...filter });
  }
  if (target) link.set_target({ address: target.address });
}
