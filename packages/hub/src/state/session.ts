import type { SubscriptionKind } from '../hub-event.js';
import type { DeviceLink, IncomingMessage, Qos } from './device-link.js';

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

/** All sessions, by target. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

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

  enter(presence: Presence): Entrance {
    const { target, cleanSession } = presence.arrival;
    const earlier = this.#sessions.get(target);
    const kept = cleanSession ? undefined : earlier;
    const session: Session = kept ?? { subscriptions: new Map(), transient: cleanSession };
    session.presence = presence;
    this.#sessions.set(target, session);
    return { presence, session, sessionPresent: kept !== undefined };
  }

  leave(presence: Presence): void {
    const { target } = presence.arrival;
    const session = this.#sessions.get(target);
    if (session?.presence !== presence) return;
    session.presence = undefined;
    if (session.transient) this.#sessions.delete(target);
  }

  forget(target: string): void {
    this.#sessions.delete(target);
  }

  clear(): void {
    this.#sessions.clear();
  }
}
