import type { SubscriptionKind } from '../hub-event.js';
import type { DeviceLink, IncomingMessage, Qos } from './device-link.js';
import type { Change, Journal } from './journal.js';

/** What a protocol adapter knows of a device or module once it has proved who it is. */
export interface Arrival {
  readonly target: string;
  readonly protocol: 'mqtt' | 'mqtt-ws';
  readonly modelId?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly clientType?: string | undefined;
  readonly cleanSession: boolean;
  /** Absent when a certificate was shown. */
  readonly tokenExpiresAt?: number | undefined;
  /** Published for the device when it goes without a goodbye. */
  readonly will?: IncomingMessage | undefined;
}

/** One connection, from accepted to gone. */
export interface Presence {
  readonly arrival: Arrival;
  readonly link: DeviceLink;
}

/**
 * What outlives a connection: official clients renew their token by DISCONNECT and CONNECT
 * without subscribing again, so every subscription is kept, those at QoS 0 too.
 */
export interface Session {
  readonly subscriptions: Map<SubscriptionKind, Qos>;
  /** Ends with its connection. */
  readonly transient: boolean;
  presence?: Presence | undefined;
}

/** A connection that listens to something. */
export interface Listener {
  readonly link: DeviceLink;
  readonly qos: Qos;
}

/** A connection in its place. */
export interface Entrance {
  readonly presence: Presence;
  readonly session: Session;
  /** Whether an earlier session goes on. */
  readonly sessionPresent: boolean;
}

/** What is kept of a session that does not end with its connection. */
type SessionRecord = readonly (readonly [SubscriptionKind, Qos])[];

/** All sessions, by target. Each change of one that goes on is in the journal before it is seen here. */
export class Sessions {
  readonly #journal: Journal;
  readonly #sessions = new Map<string, Session>();

  /** @throws PNP_HUB_STATE_CORRUPT, PNP_HUB_STATE_UNAVAILABLE */
  constructor(journal: Journal) {
    this.#journal = journal;
    for (const [target, record] of journal.entries('session')) {
      // The journal's records were written by `#keep`.
      const subscriptions = new Map(record as SessionRecord);
      this.#sessions.set(target, { subscriptions, transient: false });
    }
  }

  /** The live connection of a target. */
  present(target: string): Presence | undefined {
    return this.#sessions.get(target)?.presence;
  }

  all(): readonly Presence[] {
    return [...this.#sessions.values()].flatMap(({ presence }) => presence ?? []);
  }

  /** The live connection, if it listens to `kind`. */
  listening(target: string, kind: SubscriptionKind): Listener | undefined {
    const session = this.#sessions.get(target);
    const qos = session?.subscriptions.get(kind);
    return session?.presence && qos !== undefined
      ? { link: session.presence.link, qos }
      : undefined;
  }

  /** What a connection enters by: it is in the journal, and seen by nobody. @throws PNP_HUB_STATE_UNAVAILABLE */
  entranceOf(presence: Presence): Entrance {
    const { target, cleanSession } = presence.arrival;
    const known = this.#sessions.get(target);
    const earlier = known?.transient === false ? known : undefined;
    const kept = cleanSession ? undefined : earlier;
    const session: Session = kept ?? { subscriptions: new Map(), transient: cleanSession };
    if (kept === undefined) {
      if (!cleanSession) this.#keep(target, session.subscriptions);
      else if (earlier !== undefined) this.#journal.remove('session', target);
    }
    return { presence, session, sessionPresent: kept !== undefined };
  }

  /** The connection before it has left. */
  enter({ presence, session }: Entrance): void {
    session.presence = presence;
    this.#sessions.set(presence.arrival.target, session);
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE, and nothing has changed */
  subscribe(entrance: Entrance, kind: SubscriptionKind, qos: Qos): void {
    const { subscriptions } = entrance.session;
    if (subscriptions.get(kind) === qos) return;
    this.#keepOf(entrance, new Map(subscriptions).set(kind, qos));
    subscriptions.set(kind, qos);
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE, and nothing has changed */
  unsubscribe(entrance: Entrance, kind: SubscriptionKind): void {
    const { subscriptions } = entrance.session;
    if (!subscriptions.has(kind)) return;
    this.#keepOf(entrance, new Map([...subscriptions].filter(([other]) => other !== kind)));
    subscriptions.delete(kind);
  }

  leave(presence: Presence): void {
    const { target } = presence.arrival;
    const session = this.#sessions.get(target);
    if (session?.presence !== presence) return;
    session.presence = undefined;
    if (session.transient) this.#sessions.delete(target);
  }

  /** What makes the journal forget it. */
  removal(target: string): Change {
    return { kind: 'session', key: target };
  }

  /** The journal has forgotten it. */
  forget(target: string): void {
    this.#sessions.delete(target);
  }

  /** @throws PNP_HUB_STATE_UNAVAILABLE, and nothing has changed */
  clear(): void {
    this.#journal.write([...this.#sessions.keys()].map((key) => this.removal(key)));
    this.#sessions.clear();
  }

  /** A session that was forgotten, or is another's now, is not kept any more. */
  #keepOf({ presence, session }: Entrance, subscriptions: Session['subscriptions']): void {
    const { target } = presence.arrival;
    const isKept = !session.transient && this.#sessions.get(target) === session;
    if (isKept) this.#keep(target, subscriptions);
  }

  #keep(target: string, subscriptions: Session['subscriptions']): void {
    const record: SessionRecord = [...subscriptions];
    this.#journal.put('session', target, record);
  }
}
